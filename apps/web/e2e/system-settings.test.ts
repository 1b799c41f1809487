import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message } from "./support/chat";
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

test("with letters twice as large there is room to write on a phone, and nothing is wider than it", async () => {
  const roomId = await openRoom(cast.aiko, "large print", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Can you read this?");
  const device = await stage.openDevice(cast.aiko, { phone: true });
  // As the browser's own setting does it: every page starts from that size.
  await device.addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% }");
    document.adoptedStyleSheets = [sheet];
  });
  const page = await device.newPage();
  await page.goto(`/rooms/${roomId}`);
  await message(page, "Can you read this?").waitFor();
  expect(await styleOf(message(page, "Can you read this?").locator("p").last(), "fontSize")).toBe("32px");
  expect((await composer(page).boundingBox())?.width).toBeGreaterThan(180);
  for (const path of [`/rooms/${roomId}`, "/", "/settings/devices", "/settings/invites"]) {
    await page.goto(path);
    await page.getByRole("button").filter({ visible: true }).first().waitFor();
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
  }
});

function styleOf(element: Locator, property: "backgroundColor" | "borderTopWidth" | "fontSize"): Promise<string> {
  return element.evaluate((it, name) => getComputedStyle(it)[name], property);
}
