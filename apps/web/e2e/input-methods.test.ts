import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { composer, message, say, timeline } from "./support/chat";
import { attachInputMethod } from "./support/input-method";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

async function openRoomOf(name: string, phone = false) {
  const roomId = await openRoom(cast.aiko, name);
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone });
  await composer(page).waitFor();
  return page;
}

const orders = ["commitAsChrome", "commitAsSafari"] as const;

test.for(orders)("the Enter that chooses a candidate does not send, the next one does (%s)", async (order) => {
  const page = await openRoomOf(`japanese ${order}`);
  const ime = await attachInputMethod(page);
  await composer(page).focus();
  await ime.compose("こんにちは");
  await ime[order]("今日は");
  expect(await composer(page).inputValue()).toBe("今日は");
  await ime.compose("いいてんき");
  await ime[order]("いい天気");
  expect(await timeline(page).getByRole("article").count()).toBe(0);
  await composer(page).press("Enter");
  await message(page, /今日はいい天気/).waitFor();
  expect(await composer(page).inputValue()).toBe("");
});

test.for(orders)("one Enter sends Korean with its last syllable (%s)", async (order) => {
  const page = await openRoomOf(`korean ${order}`);
  const ime = await attachInputMethod(page);
  await composer(page).pressSequentially("반가");
  await ime.compose("워");
  await ime[order]("워");
  await message(page, /반가워/).waitFor();
  expect(await timeline(page).getByRole("article").count()).toBe(1);
  expect(await composer(page).inputValue()).toBe("");
});

test.for(orders)("the Enter that chooses a candidate does nothing else in any other field (%s)", async (order) => {
  const page = await openRoomOf(`fields ${order}`);
  const ime = await attachInputMethod(page);
  const composeIn = async (field: Locator, composed = "にわ", chosen = "庭") => {
    await field.fill("");
    await field.focus();
    await ime.compose(composed);
    await ime[order](chosen);
    expect(await field.inputValue()).toBe(chosen);
  };

  await say(page, "to be edited");
  await message(page, "to be edited").waitFor();
  await composer(page).press("ArrowUp");
  const edit = timeline(page).getByRole("textbox", { name: "Edit the message" });
  await composeIn(edit);
  expect(await edit.isVisible()).toBe(true);
  await edit.press("Enter");
  await message(page, "庭").waitFor();

  await openAddMenu(page, "Create a room");
  const name = page.getByRole("dialog").getByLabel("Name");
  await composeIn(name);
  expect(await page.getByRole("dialog", { name: "Create a room" }).isVisible()).toBe(true);
  expect(await page.getByRole("link", { name: "庭" }).count()).toBe(0);
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await composeIn(page.getByRole("combobox"));
  expect(await page.getByRole("dialog").isVisible()).toBe(true);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Room details" }).click();
  const details = page.getByRole("complementary", { name: "Room details" });
  await details.getByRole("button", { name: "Edit name and topic" }).click();
  const topic = details.getByLabel("Topic");
  await composeIn(topic);
  expect(await topic.isVisible()).toBe(true);
  await topic.press("Enter");
  await details.getByText("庭").waitFor();

  await page.getByRole("form", { name: "Write a message" }).getByRole("button", { name: "Emoji" }).click();
  const search = page.getByRole("combobox", { name: "Search emoji" });
  // Letters, as Chinese input methods commit them by Enter: there is something found that could be picked.
  await composeIn(search, "party popper", "party popper");
  await page.getByRole("option", { name: "party popper" }).first().waitFor();
  expect([await search.isVisible(), await composer(page).inputValue()]).toEqual([true, ""]);
  await search.press("Enter");
  await expect.poll(() => composer(page).inputValue()).toContain("🎉");
  await composer(page).fill("");

  await page.goto("/settings/tokens");
  const purpose = page.getByLabel("What is it for?");
  const made = page.getByLabel("Token", { exact: true });
  await composeIn(purpose);
  expect([await purpose.isVisible(), await made.count()]).toEqual([true, 0]);
  await purpose.press("Enter");
  await made.waitFor();
});

test("the Escape that takes back what is composed closes nothing, the next one does", async () => {
  const page = await openRoomOf("escapes");
  const ime = await attachInputMethod(page);
  const search = page.getByRole("combobox");
  await page.keyboard.press("Control+k");
  await search.waitFor();
  await ime.compose("にわ");
  await ime.cancel();
  expect([await search.isVisible(), await search.inputValue()]).toEqual([true, ""]);
  await page.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Room details" }).click();
  const details = page.getByRole("complementary", { name: "Room details" });
  await details.getByRole("button", { name: "Edit name and topic" }).click();
  await details.getByLabel("Topic").focus();
  await ime.compose("にわ");
  await ime.cancel();
  expect(await details.getByLabel("Topic").isVisible()).toBe(true);

  await say(page, "to be edited");
  await message(page, "to be edited").waitFor();
  await composer(page).press("ArrowUp");
  const edit = timeline(page).getByRole("textbox", { name: "Edit the message" });
  await ime.compose("にわ");
  await ime.cancel();
  expect(await edit.inputValue()).toBe("to be edited");
});

test("Enter sends and Shift+Enter breaks the line; the setting swaps them on every device", async () => {
  const page = await openRoomOf("keys");
  await composer(page).pressSequentially("first");
  await composer(page).press("Shift+Enter");
  await composer(page).pressSequentially("second");
  await composer(page).press("Enter");
  await expect.poll(() => message(page, "first").textContent()).toMatch(/first\nsecond/);

  await cast.aiko.run("settings.update", { enterKey: "newline" });
  await expect.poll(() => composer(page).getAttribute("enterkeyhint")).toBe("enter");
  await composer(page).pressSequentially("third");
  await composer(page).press("Enter");
  await composer(page).pressSequentially("fourth");
  await composer(page).press("Control+Enter");
  await expect.poll(() => message(page, "third").textContent()).toMatch(/third\nfourth/);
  await cast.aiko.run("settings.update", { enterKey: "send" });
});

test("on a touch screen Enter breaks the line, and the button sends", async () => {
  const page = await openRoomOf("thumbs", true);
  await composer(page).tap();
  await composer(page).pressSequentially("with my");
  await composer(page).press("Enter");
  await composer(page).pressSequentially("thumbs");
  await page.getByRole("button", { name: "Send" }).tap();
  await expect.poll(() => message(page, "with my").textContent()).toMatch(/with my\nthumbs/);
});

async function openAddMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Add a room" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
