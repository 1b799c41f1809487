import { limits, nameSchema, passwordSchema } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { findNameProblem, findPasswordProblem } from "./problems";

test.each([limits.passwordMinimum - 1, limits.passwordMinimum, limits.passwordLength, limits.passwordLength + 1])(
  "a password of %d emoji is right to the page as it is to the server",
  (length) => {
    const password = "🔑".repeat(length);
    expect(findPasswordProblem(password) === null).toBe(passwordSchema.safeParse(password).success);
  },
);

test.each([limits.nameLength, limits.nameLength + 1])("and so is a name of %d", (length) => {
  const name = "🎉".repeat(length);
  expect(findNameProblem(name) === null).toBe(nameSchema(limits.nameLength).safeParse(name).success);
});
