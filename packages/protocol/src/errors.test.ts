import { expect, it } from "vitest";
import { canRetry, type ErrorCode, errorCodes, failureSchema } from "./errors.ts";

it("every code has a status of its own and a reaction", () => {
  expect(errorCodes).toMatchInlineSnapshot(`
    {
      "CONFLICT": {
        "reaction": "giveUp",
        "status": 409,
      },
      "FORBIDDEN": {
        "reaction": "giveUp",
        "status": 403,
      },
      "INTERNAL": {
        "reaction": "retry",
        "status": 500,
      },
      "INVALID_INPUT": {
        "reaction": "fix",
        "status": 400,
      },
      "NOT_FOUND": {
        "reaction": "giveUp",
        "status": 404,
      },
      "PROTOCOL_OUTDATED": {
        "reaction": "reload",
        "status": 426,
      },
      "RATE_LIMITED": {
        "reaction": "retry",
        "status": 429,
      },
      "TOO_LARGE": {
        "reaction": "fix",
        "status": 413,
      },
      "UNAUTHENTICATED": {
        "reaction": "signIn",
        "status": 401,
      },
      "UNAVAILABLE": {
        "reaction": "retry",
        "status": 503,
      },
    }
  `);
  const statuses = Object.values(errorCodes).map(({ status }) => status);
  expect(new Set(statuses).size).toBe(statuses.length);
});

it("is sent again only when the outcome is unknown or the refusal passes", () => {
  const retried = (Object.keys(errorCodes) as ErrorCode[]).filter(canRetry);
  expect(retried).toEqual(["RATE_LIMITED", "INTERNAL", "UNAVAILABLE"]);
});

it("a failure with a code nobody knows is none", () => {
  const failure = { code: "INTERNAL", message: "", details: {}, requestId: "1" };
  expect(failureSchema.safeParse(failure).success).toBe(true);
  expect(failureSchema.safeParse({ ...failure, code: "TEAPOT" }).success).toBe(false);
});
