import { expect, test } from "vitest";
import { toOwnPath } from "./next-path";

test("a path of this server is followed, with what belongs to it", () => {
  expect(toOwnPath("/rooms/1?at=5#top")).toBe("/rooms/1?at=5#top");
});

test.each([
  null,
  "",
  "rooms",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
])("%j leads to the start", (next) => {
  expect(toOwnPath(next)).toBe("/");
});
