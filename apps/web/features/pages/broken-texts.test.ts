import { expect, test } from "vitest";
import en from "../../messages/en.json";
import ja from "../../messages/ja.json";
import { brokenTexts } from "./broken-texts";

test("what stands in for everything says the same as what stands in for a page", () => {
  expect(brokenTexts).toEqual({ en: en.pages.broken, ja: ja.pages.broken });
});
