import { type TransportChoice, transportNames } from "@hiroba/client";

const KEY = "hiroba:transport";

/** The transport that was chosen by hand on this device, or `auto`. */
export function readTransportChoice(): TransportChoice {
  try {
    const kept = localStorage.getItem(KEY);
    return transportNames.find((name) => name === kept) ?? "auto";
  } catch {
    return "auto";
  }
}

export function keepTransportChoice(choice: TransportChoice): void {
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage is closed to us: the choice holds until the page is left.
  }
}
