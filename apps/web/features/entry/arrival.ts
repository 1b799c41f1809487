const KEY = "hiroba:arrival";

/** Keeps the username that the server chose for somebody who has just come in, to tell them once they are inside. */
export function rememberArrival(username: string): void {
  try {
    sessionStorage.setItem(KEY, username);
  } catch {
    // Storage is closed to us: the settings show the username too.
  }
}

/** The username to tell; null when nobody has just come in. */
export function readArrival(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function forgetArrival(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then there was nothing to forget either.
  }
}
