import type { Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { chooseFor, composer, message, say } from "./support/chat";
import { isKept } from "./support/local-store";
import { layLine, type Network } from "./support/network";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
let line: Network;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});
beforeEach(async () => {
  line = await layLine(stage.server.url);
});
afterEach(() => line.close());

/** Aiko's device, behind a line of its own, in a room where Ben has said three things. */
async function openBehindLine(name: string) {
  const roomId = await openRoom(cast.aiko, name, { members: [cast.ben] });
  const texts = ["Bread is at eight", "Never mind this", "Bring a bag"];
  const [first = "", second = ""] = await inTurn(texts, (text) => sayFromElsewhere(cast.ben, roomId, text));
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { url: line.url });
  await message(page, "Bring a bag").waitFor();
  await mark(page, "Connected").waitFor();
  return { roomId, page, first, second };
}

test("a message, an edit and a deletion elsewhere, and a message written here: back online, all four are right", async () => {
  const { roomId, page, first, second } = await openBehindLine("bakery");
  await goOffline(page);
  await sayFromElsewhere(cast.ben, roomId, "And bring a friend");
  await cast.ben.run("message.edit", { messageId: first, body: "Bread is at nine" });
  await cast.ben.run("message.delete", { messageId: second });
  await say(page, "I will be there");
  await message(page, "I will be there").getByText("Waiting to be sent").waitFor();

  await goOnline(page);
  await message(page, "And bring a friend").waitFor();
  await message(page, "Bread is at nine").waitFor();
  await message(page, "Message deleted").waitFor();
  await message(page, "I will be there")
    .getByText(/Waiting|Sending/)
    .waitFor({ state: "detached" });
  expect(await page.content()).not.toContain("Never mind this");
  await mark(page, "Connected").waitFor();
  expect(await bodiesOf(roomId)).toEqual([
    "Bread is at nine",
    "",
    "Bring a bag",
    "And bring a friend",
    "I will be there",
  ]);
});

test("a page that slept for a day without a network goes on where it was, and is not loaded anew", async () => {
  const { roomId, page } = await openBehindLine("bedroom");
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  await composer(page).fill("In the middle of a");
  await goOffline(page);
  await page.clock.install();
  await page.clock.fastForward("24:00:00");
  await sayFromElsewhere(cast.ben, roomId, "Good morning");
  await goOnline(page);
  await message(page, "Good morning").waitFor();
  expect(await composer(page).inputValue()).toBe("In the middle of a");
  expect(loads).toBe(0);
});

test("the page opens without a network, shows what it last knew, and takes what is written", async () => {
  const { roomId, page } = await openBehindLine("cellar");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => isKept(page, "Bring a bag")).toBe(true);
  await goOffline(page);
  await page.reload();
  await message(page, "Bring a bag").waitFor();
  await say(page, "Written in the dark");
  await message(page, "Written in the dark").getByText("Waiting to be sent").waitFor();
  await page.reload();
  await message(page, "Written in the dark").waitFor();
  await page.getByRole("link", { name: "general" }).click();
  await page.getByRole("heading", { level: 1, name: "general" }).waitFor();

  await goOnline(page);
  await mark(page, "Connected").waitFor();
  await expect.poll(() => bodiesOf(roomId), { timeout: 10_000 }).toContain("Written in the dark");
  expect((await bodiesOf(roomId)).filter((body) => body === "Written in the dark")).toHaveLength(1);
});

test("what is written in a room whose history never came is in sight, and my row says once that I am offline", async () => {
  const { page } = await openBehindLine("attic");
  const roomId = await openRoom(cast.aiko, "loft", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Said before");
  const loft = page.getByRole("link", { name: /loft/ });
  await loft.waitFor();
  await goOffline(page);
  await loft.click();
  await page.getByText("The messages could not be loaded").waitFor();
  await say(page, "Is anybody up there?");
  await message(page, "Is anybody up there?").getByText("Waiting to be sent").waitFor();
  await page.getByText("The messages could not be loaded").waitFor();
  const saysOffline = () => page.getByText("Offline").filter({ visible: true }).allInnerTexts();
  // It may say for a moment yet that it connects.
  await expect.poll(saysOffline).toEqual(["Offline, 1 waiting"]);

  await goOnline(page);
  await message(page, "Said before").waitFor();
  await page.getByText("The messages could not be loaded").waitFor({ state: "detached" });
  await expect.poll(() => bodiesOf(roomId)).toEqual(["Said before", "Is anybody up there?"]);
});

test("a draft is nothing that waits to be sent, in the panel either", async () => {
  const { page } = await openBehindLine("stairs");
  const panel = page.getByRole("dialog", { name: "Connection" });
  await mark(page, "Connected").click();
  await panel.waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await goOffline(page);
  await say(page, "Mind the step");
  await composer(page).fill("and the");
  await mark(page, "Offline, 1 waiting").click();
  await panel.getByText("One thing waits to be sent.").waitFor();
});

test("what is given up before it was sent, or because it was refused, can be had back", async () => {
  const { roomId, page } = await openBehindLine("regrets");
  await goOffline(page);
  await say(page, "Sent in anger");
  await message(page, "Sent in anger").getByText("Waiting to be sent").waitFor();
  await chooseFor(message(page, "Sent in anger"), "Delete");
  await message(page, "Sent in anger").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await message(page, "Sent in anger").getByText("Waiting to be sent").waitFor();

  await cast.aiko.run("room.archive", { roomId, archived: true });
  await goOnline(page);
  const refused = message(page, "Sent in anger").getByRole("alert");
  await refused.getByText("This room is archived").waitFor();
  await refused.getByRole("button", { name: "Discard" }).click();
  await message(page, "Sent in anger").waitFor({ state: "detached" });
  await cast.aiko.run("room.archive", { roomId, archived: false });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => bodiesOf(roomId)).toContain("Sent in anger");
});

test("a change that was refused can still be read, and had back", async () => {
  const { roomId, page } = await openBehindLine("amendments");
  await say(page, "Tea at four");
  await expect.poll(() => bodiesOf(roomId)).toContain("Tea at four");
  await goOffline(page);
  await chooseFor(message(page, "Tea at four"), "Edit");
  await page.getByRole("textbox", { name: "Edit the message" }).fill("Tea at five");
  await page.keyboard.press("Enter");
  await message(page, "Tea at five").getByText("Waiting to be sent").waitFor();
  await cast.aiko.run("room.archive", { roomId, archived: true });
  await goOnline(page);
  const refused = message(page, "Tea at four").getByRole("alert");
  await refused.getByText("Not changed.").waitFor();
  await refused.getByText("Tea at five").waitFor();
  await cast.aiko.run("room.archive", { roomId, archived: false });
  await refused.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => bodiesOf(roomId)).toContain("Tea at five");
});

test("what could not be sent to a room that one is no longer in stays in sight, to be taken along", async () => {
  const { roomId, page } = await openBehindLine("closed circle");
  await goOffline(page);
  await say(page, "My best idea so far");
  await message(page, "My best idea").getByText("Waiting to be sent").waitFor();
  await cast.aiko.run("room.leave", { roomId });
  await goOnline(page);
  await page.getByText("You are not in this room").waitFor();
  const unsent = page.getByRole("listitem").filter({ hasText: "My best idea so far" });
  await unsent.getByRole("alert").getByText("Not sent").waitFor();
  await page.reload();
  await unsent.getByRole("button", { name: "Discard" }).click();
  await unsent.waitFor({ state: "detached" });
  await page.getByText("You are not in this room").waitFor();
});

test("a deletion in a room that was left on another device is told of as not done", async () => {
  const { roomId, page } = await openBehindLine("closed book");
  await say(page, "Forget this");
  await expect.poll(() => bodiesOf(roomId)).toContain("Forget this");
  await goOffline(page);
  await chooseFor(message(page, "Forget this"), "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await message(page, "Message deleted").waitFor();
  await cast.aiko.run("room.leave", { roomId });
  await goOnline(page);
  await page.getByText("or you are not in the room").waitFor();
  await page.getByText("You are not in this room").waitFor();
  expect(await bodiesOf(roomId)).toContain("Forget this");
});

async function goOffline(page: Page): Promise<void> {
  line.cut();
  await page.context().setOffline(true);
  await mark(page, /Offline|Connecting/).waitFor();
}

async function goOnline(page: Page): Promise<void> {
  line.mend();
  await page.context().setOffline(false);
}

function mark(page: Page, word: string | RegExp) {
  const name = typeof word === "string" ? `Connection: ${word}` : new RegExp(`Connection: (${word.source})`, "u");
  return page.getByRole("button", { name });
}

async function bodiesOf(roomId: string): Promise<string[]> {
  const { messages } = await cast.ben.run("message.list", { roomId });
  return messages.map(({ body }) => body);
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
