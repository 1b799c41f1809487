import { parseCookies } from "better-auth/cookies";
import type { Caller } from "../context.ts";
import { isTokenSecret } from "../tokens/token-secret.ts";

/** What a request brings to prove who sent it. A token, even one that cannot be, is never passed over for a cookie. */
export type Credentials = { headers: Headers; token?: string | undefined };

/** The proof to look at: nothing, a token, or the signed value of the session cookie. `null`: a proof that proves nothing. */
export type Proof = { kind: "none" } | { kind: "token"; secret: string } | { kind: "cookie"; value: string } | null;

/** Picks the proof. Schemes other than Bearer are not ours: a proxy in front may ask for a password of its own. */
export function toProof({ headers, token }: Credentials, cookieName: string): Proof {
  const bearer = /^Bearer(?:\s+(.*))?$/i.exec(headers.get("authorization")?.trim() ?? "");
  const secrets = [...(bearer ? [bearer[1] ?? ""] : []), ...(token === undefined ? [] : [token])];
  const [secret] = secrets;
  if (secret !== undefined) {
    const isOne = isTokenSecret(secret) && secrets.every((other) => other === secret);
    return isOne ? { kind: "token", secret } : null;
  }
  const value = parseCookies(headers.get("cookie") ?? "").get(cookieName);
  return value ? { kind: "cookie", value } : { kind: "none" };
}

/** A session's key or a token's, and never both: whoever makes a token chooses its id, and may choose that of a session. */
export function toCredentialKey({ sessionId, tokenId }: Caller): string {
  return sessionId ?? `token ${tokenId}`;
}
