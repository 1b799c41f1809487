import { expect, test } from "vitest";
import { compareNames, foldName, rankNames } from "./names";

test("width, case, accents and the kind of kana make no difference", () => {
  expect(foldName("Ａｋｉ")).toBe("aki");
  expect(foldName("Zoë Łukasz")).toBe("zoe łukasz");
  expect(foldName("ｻﾎﾟｰﾄ ガイド")).toBe(foldName("さぽーと がいど"));
  expect(foldName("ガ")).not.toBe(foldName("カ"));
});

test("all of a name comes before its beginning, a word's beginning, its inside, and what is said aside", () => {
  const rank = (...names: string[]) => rankNames("gard", names, "Guards and gardens");
  expect([rank("Gard"), rank("garden"), rank("old garden"), rank("vanguard")]).toEqual([0, 1, 2, 4]);
  expect(rankNames("gua", ["vanguard"])).toBe(3);
  expect(rankNames("gard", ["kitchen"])).toBeNull();
});

test("each word that was typed has to be somewhere, in any order", () => {
  expect(rankNames("okafor ben", ["Ben Okafor", "ben"])).toBe(2);
  expect(rankNames("ben tanaka", ["Ben Okafor", "ben"])).toBeNull();
  expect(rankNames("  ", ["Ben Okafor"])).toBe(0);
});

test("numbers in names are ordered by their value", () => {
  expect(["room 10", "Room 9", "room 1"].sort(compareNames)).toEqual(["room 1", "Room 9", "room 10"]);
});
