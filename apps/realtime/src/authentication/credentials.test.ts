import { expect, test } from "vitest";
import { createTokenSecret } from "../tokens/token-secret.ts";
import { toProof } from "./credentials.ts";

const secret = createTokenSecret();
const proofOf = (headers: Record<string, string>, token?: string) =>
  toProof({ headers: new Headers(headers), token }, "hiroba_session");

test("a token comes as Bearer, in the handshake, or in both alike", () => {
  const proof = { kind: "token", secret };
  expect(proofOf({ authorization: `Bearer ${secret}` })).toEqual(proof);
  expect(proofOf({ authorization: `bearer   ${secret}` })).toEqual(proof);
  expect(proofOf({}, secret)).toEqual(proof);
  expect(proofOf({ authorization: `Bearer ${secret}` }, secret)).toEqual(proof);
});

test.each([
  "",
  "hiroba_",
  secret.slice(0, -1),
  `${secret}A`,
  secret.slice(7),
  `x${secret}`,
  `${secret} ${secret}`,
  "null",
])("%j is no token, whatever cookie comes with it", (text) => {
  const cookie = "hiroba_session=signed";
  expect(proofOf({ authorization: `Bearer ${text}`, cookie })).toBeNull();
  expect(proofOf({ cookie }, text)).toBeNull();
});

test("two tokens that differ prove nothing", () => {
  expect(proofOf({ authorization: `Bearer ${secret}` }, createTokenSecret())).toBeNull();
});

test("Bearer with nothing behind it is a proof that fails", () => {
  expect(proofOf({ authorization: "Bearer", cookie: "hiroba_session=signed" })).toBeNull();
});

test("the cookie counts when no token comes, and a proxy's own Basic does not", () => {
  const proof = { kind: "cookie", value: "a.b" };
  expect(proofOf({ cookie: "other=1; hiroba_session=a.b" })).toEqual(proof);
  expect(proofOf({ cookie: "hiroba_session=a.b", authorization: "Basic dTpw" })).toEqual(proof);
  expect(proofOf({ cookie: "hiroba_session=" })).toEqual({ kind: "none" });
  expect(proofOf({})).toEqual({ kind: "none" });
});
