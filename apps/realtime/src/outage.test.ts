import { expect, it } from "vitest";
import { isOutage } from "./outage.ts";

const toError = (message: string, code?: string) =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

it.each([
  toError("could not extend file: No space left on device", "53100"),
  toError("sorry, too many clients already", "53300"),
  toError("terminating connection due to administrator command", "57P01"),
  toError("the database system is starting up", "57P03"),
  toError("Connection terminated unexpectedly"),
  toError("timeout expired"),
  new AggregateError([toError("connect ECONNREFUSED ::1:5432", "ECONNREFUSED")]),
])("tells an outage of the database: $message", (error) => {
  expect(isOutage(error)).toBe(true);
});

it.each([
  toError("duplicate key value violates unique constraint", "23505"),
  toError("deadlock detected", "40P01"),
  toError("Cannot read properties of undefined"),
  "ECONNREFUSED",
])("takes nothing else for one: $message", (error) => {
  expect(isOutage(error)).toBe(false);
});
