import { keptInTab } from "@/lib/storage";

const kept = keptInTab("hiroba:arrival");

/** Keeps the username that the server chose for somebody who has just come in, to tell them once they are inside. */
export function rememberArrival(username: string): void {
  kept.write(username);
}

/** The username to tell; null when nobody has just come in. */
export function readArrival(): string | null {
  return kept.read() as string | null;
}

export function forgetArrival(): void {
  kept.forget();
}
