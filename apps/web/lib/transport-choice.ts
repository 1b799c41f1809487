import { type TransportChoice, transportNames } from "@hiroba/client";
import { keptInBrowser } from "./storage";

const kept = keptInBrowser("hiroba:transport");

/** The transport that was chosen by hand on this device, or `auto`. */
export function readTransportChoice(): TransportChoice {
  const choice = kept.read();
  return transportNames.find((name) => name === choice) ?? "auto";
}

export function keepTransportChoice(choice: TransportChoice): void {
  if (choice === "auto") kept.forget();
  else kept.write(choice);
}
