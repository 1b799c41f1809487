import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tokens } from "./tokens.ts";

test("the colours are those of the web app's theme", () => {
  const theme = readFileSync(new URL("../../../web/app/theme.css", import.meta.url), "utf8");
  const own = [...tokens.matchAll(/--([\w-]+): (light-dark\(.+\));/gu)];
  expect(own.length).toBeGreaterThan(10);
  for (const [, name, value] of own) expect(theme).toContain(`--color-${name}: ${value};`);
});
