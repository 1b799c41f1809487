import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Env } from "../env.ts";

/*
 * Text browsers say nothing about where a form comes from, so each form carries a token that only a page of ours, made
 * for this very browser, can hold: an HMAC over its session, or, for those not signed in, over a cookie of their own
 * (else another site could sign somebody in to an account of its choice).
 */

/** The cookie that a browser without a session is known by. */
export const STRANGER_COOKIE = "hiroba_lite";

const shape = /^[\w-]{22}$/u;

/** What a stranger's forms are bound to: the cookie if it is one of ours, else a new one. */
export function toStranger(cookie: string | undefined): { binding: string; isNew: boolean } {
  if (cookie !== undefined && shape.test(cookie)) return { binding: cookie, isNew: false };
  return { binding: randomBytes(16).toString("base64url"), isNew: true };
}

/** Writes the stranger's cookie. */
export function toStrangerCookie(binding: string, { HIROBA_URL }: Env): string {
  const secure = HIROBA_URL?.startsWith("https:") ? "; Secure" : "";
  return `${STRANGER_COOKIE}=${binding}; Path=/lite; HttpOnly; SameSite=Lax${secure}`;
}

/** The token for the forms of a browser. `binding` is its session's or token's key, or a stranger's cookie. */
export function createFormToken(secret: string, binding: string): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify(["lite.form", binding]))
    .digest("base64url");
}

/** Whether a form carries the token made for this browser. */
export function isFormToken(token: string, secret: string, binding: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(createFormToken(secret, binding))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
