import { expect, test } from "vitest";
import { pickLocale, toRegional } from "./locale";

test("a chosen language wins over the browser's", () => {
  expect(pickLocale("ja", "en-GB,en;q=0.9")).toBe("ja");
});

test("the browser's best language that we speak is taken", () => {
  expect(pickLocale(undefined, "fr-FR,ja;q=0.5,en;q=0.4")).toBe("ja");
  expect(pickLocale("klingon", "en;q=0.1,ja-JP;q=0.8")).toBe("ja");
});

test("nothing known is English", () => {
  expect(pickLocale(undefined, null)).toBe("en");
  expect(pickLocale(undefined, "ja;q=0")).toBe("en");
});

test("dates follow the reader's region of the language", () => {
  expect(toRegional("en", ["ja-JP", "en-GB", "en"])).toBe("en-GB");
  expect(toRegional("ja", ["en-GB"])).toBe("ja");
});
