import { newId } from "@hiroba/protocol";
import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message, say, timeline } from "./support/chat";
import { layLine } from "./support/network";
import { isInSight } from "./support/scrolling";
import { setStage } from "./support/stage";

/** Where keys, fingers and what is typed go to. */
const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("after a click on a message, what is typed is a new one and changes nothing that was said", async () => {
  const roomId = await openRoom(cast.aiko, "bench");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await say(page, "First words");
  await message(page, "First words").getByText("First words").click();
  await page.keyboard.type("edit rules");
  expect(await composer(page).inputValue()).toBe("edit rules");
  await page.keyboard.press("Enter");
  await message(page, "edit rules").waitFor();
  await message(page, "First words").getByText("First words", { exact: true }).waitFor();
});

test("a message's keys are for who has come to it by keyboard, and its Reply leads to the composer", async () => {
  const roomId = await openRoom(cast.aiko, "kiosk", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Coffee, anyone?");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await message(page, "Coffee").waitFor();
  await composer(page).focus();
  await message(page, "Coffee").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Ben" }).getByRole("button", { name: "Reply" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await page.keyboard.type("Yes!");
  await page.keyboard.press("Enter");
  await message(page, "Yes!")
    .getByRole("button", { name: /Coffee, anyone\?/ })
    .waitFor();
});

test("a person is called from their card, and the name is written on behind", async () => {
  const roomId = await openRoom(cast.aiko, "fountain", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Splash");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await composer(page).fill("Look, ");
  await message(page, "Splash").getByRole("button", { name: "Ben", exact: true }).click();
  await page.getByRole("dialog", { name: "Ben" }).getByRole("button", { name: "Mention" }).click();
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await page.keyboard.type("hello");
  expect(await composer(page).inputValue()).toBe("Look, @ben hello");
});

test("a draft is written on at its end", async () => {
  const roomId = await openRoom(cast.chika, "archway");
  await cast.chika.run("draft.save", { id: newId(), roomId, body: "As I said", replyToId: null });
  const page = await stage.openPage(cast.chika, `/rooms/${roomId}`);
  await expect.poll(() => composer(page).inputValue()).toBe("As I said");
  await page.keyboard.type(", yes");
  expect(await composer(page).inputValue()).toBe("As I said, yes");
});

test("on a phone emoji that were searched for are picked with Enter, one behind the other", async () => {
  const roomId = await openRoom(cast.aiko, "bakery");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  await composer(page).fill("For you: ");
  for (const name of ["birthday cake", "party popper"]) {
    await page.getByRole("form").getByRole("button", { name: "Emoji" }).tap();
    await page.getByRole("combobox", { name: "Search emoji" }).fill(name);
    await page.getByRole("option", { name }).first().waitFor();
    await page.getByRole("combobox", { name: "Search emoji" }).press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await expect.poll(() => composer(page).inputValue()).toBe("For you: 🎂🎉");
});

test("on a phone a long press in a field is the field's own", async () => {
  const roomId = await openRoom(cast.aiko, "bridge", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Mind the gap");
  await sayFromElsewhere(cast.aiko, roomId, "I mind it");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  await page.evaluate(() => {
    navigator.vibrate = () => {
      document.title += "*";
      return true;
    };
  });
  await hold(message(page, "I mind it").getByText("I mind it"));
  await page.getByRole("dialog", { name: "Aiko" }).getByRole("button", { name: "Edit" }).tap();
  await hold(timeline(page).getByRole("textbox", { name: "Edit the message" }));
  await hold(message(page, "Mind the gap").getByText("Mind the gap"));
  await page.getByRole("dialog", { name: "Ben" }).waitFor();
  // A press shakes the phone once, and that in the field would have come before the last.
  expect(await page.title()).toMatch(/[^*]\*\*$/u);
});

test("without a clipboard, as on plain http, a message is copied all the same", async () => {
  const roomId = await openRoom(cast.aiko, "notice board", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Lost: one glove");
  const device = await stage.openDevice(cast.aiko, { phone: true });
  await device.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
    document.addEventListener("copy", ({ target }) => {
      document.documentElement.dataset.copied = target instanceof HTMLTextAreaElement ? target.value : "";
    });
  });
  const page = await device.newPage();
  await page.goto(`/rooms/${roomId}`);
  await hold(message(page, "Lost: one glove").getByText("Lost: one glove"));
  await page.getByRole("dialog", { name: "Ben" }).getByRole("button", { name: "Copy text" }).tap();
  await page.getByText("Copied.").waitFor();
  expect(await page.locator("html").getAttribute("data-copied")).toBe("Lost: one glove");
});

test("Escape in a field of the settings keeps what was typed, the next one leaves", async () => {
  const page = await stage.openPage(cast.ben, "/settings/profile");
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Benedict");
  await name.press("Escape");
  expect(await name.inputValue()).toBe("Benedict");
  await page.keyboard.press("Escape");
  await name.waitFor({ state: "detached" });
});

test("Enter presses no button that cannot be pressed, and what was not sent stays typed", async () => {
  const roomId = await openRoom(cast.aiko, "workshop");
  const line = await layLine(stage.server.url);
  const page = await stage.openPage(cast.aiko, `/transports?room=${roomId}`, { url: line.url });
  await page.getByText("All of them hold the same.").waitFor();
  line.cut();
  await expect.poll(() => page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("Still here");
  await field.press("Enter");
  expect(await field.inputValue()).toBe("Still here");
});

test("a link to a message that is followed again leads there again", async () => {
  const roomId = await openRoom(cast.aiko, "tower", { members: [cast.ben] });
  const ids: string[] = [];
  for (let step = 1; step <= 60; step++) ids.push(await sayFromElsewhere(cast.aiko, roomId, `Step ${step} of many`));
  const page = await stage.openPage(cast.ben, `/rooms/${roomId}`);
  await expect.poll(() => isInSight(message(page, "Step 60 of"))).toBe(true);
  const { messages } = await cast.ben.run("message.get", { messageIds: [ids[4] ?? ""] });
  await sayFromElsewhere(cast.aiko, roomId, `Up: ${stage.server.url}/rooms/${roomId}?at=${messages[0]?.seq}`);
  const link = message(page, "Up:").getByRole("link", { name: /at=/u });
  for (const _ of ["once", "twice"]) {
    await link.click();
    await expect.poll(() => isInSight(message(page, "Step 5 of"))).toBe(true);
    await timeline(page).evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
    await expect.poll(() => isInSight(link)).toBe(true);
  }
});

/** A finger that stays where it is put. */
async function hold(target: Locator): Promise<void> {
  await target.dispatchEvent("pointerdown", { pointerType: "touch", bubbles: true, clientX: 50, clientY: 50 });
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((it) => it === document.activeElement);
}
