import type { User } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { findEmoji, findPeople, findShortcode, findToken } from "./completion";

const user = (id: string, username: string, name: string): User => ({
  id,
  username,
  name,
  role: "member",
  deactivated: false,
  rev: 1,
});

const users = {
  a: user("a", "aiko", "愛子 山田"),
  b: user("b", "ben", "Ben Carter"),
  c: user("c", "chika", "Chika"),
};
const members = Object.keys(users).map((userId) => ({ userId, role: "member" as const, joinedAt: "", joinedSeq: 1 }));
const people = { users, members, me: "c", mayCallRoom: true };
const find = (query: string) => findPeople(query, people).map(({ key }) => key);

test("an @ at the cursor begins a mention", () => {
  expect(findToken("hello @be", 9)).toEqual({ kind: "mention", query: "be", range: [6, 9] });
  expect(findToken("よろしく、@愛", 7)?.query).toBe("愛");
  expect(findToken("おはよう@ai", 7)?.query).toBe("ai");
  expect(findToken("＠be", 3)).toEqual({ kind: "mention", query: "be", range: [0, 3] });
});

test("an address is no mention, and what stands after the cursor does not count", () => {
  expect(findToken("mail ben@example", 16)).toBeNull();
  expect(findToken("@ben hello", 10)).toBeNull();
});

test("a colon and two letters begin an emoji, a time of day does not", () => {
  expect(findToken("nice :ta", 8)).toEqual({ kind: "emoji", query: "ta", range: [5, 8] });
  expect(findToken("at 10:30", 8)).toBeNull();
  expect(findToken(":t", 2)).toBeNull();
  expect(findToken("ありがとう:ta", 8)).toEqual({ kind: "emoji", query: "ta", range: [5, 8] });
  expect(findToken("いいね！：寿司", 7)?.query).toBe("寿司");
});

test.each(["昼食：寿司", "昼食:寿司", "「場所」：学校", "場所：Tokyo", "場所:Tokyo", "締切：10時"])(
  "the colon of %s stands before what it announces",
  (text) => expect(findToken(text, text.length)).toBeNull(),
);

test("a colon at the beginning of a line begins an emoji in any language", () => {
  expect(findToken("やった\n：寿司", 7)?.query).toBe("寿司");
});

test("between two colons stands the name of an emoji", () => {
  expect(findShortcode("nice :tada:", 11)).toEqual({ code: "tada", range: [5, 11] });
  expect(findShortcode("いいね：+1：", 7)).toEqual({ code: "+1", range: [3, 7] });
  expect(findShortcode("from 10:30:", 11)).toBeNull();
});

test("an emoji is offered by the name that was begun", () => {
  const orange = {
    emoji: "🍊",
    label: "tangerine",
    words: " tangerine",
    shortcodes: ["mandarin", "tangerine"],
    group: 4,
  };
  expect(findEmoji("ta", [orange])).toMatchObject([{ code: "tangerine" }]);
  expect(findEmoji("man", [orange])).toMatchObject([{ code: "mandarin" }]);
});

test("people are found by username and by any part of their name, never oneself", () => {
  expect(find("car")).toEqual(["b"]);
  expect(find("山")).toEqual(["a"]);
  expect(find("chi")).toEqual([]);
});

test("the room comes last, and only for those who may call it", () => {
  expect(find("")).toEqual(["b", "a", "room"]);
  expect(findPeople("ro", { ...people, mayCallRoom: false })).toEqual([]);
});
