import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn } from "./support/cast";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("where the system forces its colours, what is chosen is told from the rest, and fields have an edge", async () => {
  const page = await stage.openPage(cast.aiko, "/settings/appearance", { forcedColors: "active" });
  const theme = page.getByRole("radiogroup", { name: "Theme" });
  await theme.getByRole("radio", { name: "Auto" }).waitFor();
  const [chosen, other] = [theme.getByRole("radio", { name: "Auto" }), theme.getByRole("radio", { name: "Dark" })];
  expect(await styleOf(chosen, "backgroundColor")).not.toBe(await styleOf(other, "backgroundColor"));
  expect(await styleOf(other, "borderTopWidth")).toBe("1px");
  await page.goto("/settings/profile");
  expect(await styleOf(page.getByLabel("Username", { exact: true }), "borderTopWidth")).toBe("1px");
});

function styleOf(element: Locator, property: "backgroundColor" | "borderTopWidth"): Promise<string> {
  return element.evaluate((it, name) => getComputedStyle(it)[name], property);
}
