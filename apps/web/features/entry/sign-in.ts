import type { Id } from "@hiroba/protocol";
import { askServer, postToServer } from "@/lib/ask-server";

/** Signs this browser in by username and password. */
export function signIn(input: { username: string; password: string }) {
  return postToServer<{ userId: Id }>("/api/auth/sign-in/username", input);
}

/** Who is signed in in this browser, null for nobody. Renews the session's cookie when that is due. */
export function readSession() {
  return askServer<{ userId: Id | null }>("/api/auth/get-session");
}
