import type { User } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { findPeople } from "./find-people";

const person = (name: string, role: User["role"], deactivated = false): User => ({
  id: name,
  username: name.toLowerCase(),
  name,
  role,
  deactivated,
  rev: 1,
});
const people = [
  person("Dee", "guest"),
  person("Chika", "member", true),
  person("Ben", "member"),
  person("愛子", "owner"),
  person("Ａｋｉ", "member"),
];

test("open accounts come first, then by role and name", () => {
  expect(findPeople(people, "").map(({ name }) => name)).toEqual(["愛子", "Ａｋｉ", "Ben", "Dee", "Chika"]);
});

test("width and case of what is typed do not matter", () => {
  expect(findPeople(people, " AKI").map(({ name }) => name)).toEqual(["Ａｋｉ"]);
  expect(findPeople(people, "愛").map(({ name }) => name)).toEqual(["愛子"]);
});
