import { newId } from "@hiroba/protocol";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { join } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("a private room is made, shared, and closes before the one who is removed", async () => {
  const [aiko, ben] = await Promise.all([stage.openPage(cast.aiko), stage.openPage(cast.ben)]);
  await chooseFromAddMenu(aiko, "Create a room");
  const dialog = aiko.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("surprise party");
  await dialog.getByRole("radio", { name: /Invited people/ }).click();
  await dialog.getByRole("button", { name: "Create" }).click();
  await heading(aiko, "surprise party").waitFor();
  await say(aiko, "Not a word to Chika");
  await aiko.getByRole("button", { name: "Room details" }).click();
  const details = aiko.getByRole("complementary", { name: "Room details" });
  await details.getByRole("button", { name: "Add people" }).click();
  await aiko.getByRole("button", { name: "Add Ben" }).click();
  await aiko.getByRole("dialog").getByText("Added").waitFor();
  await aiko.keyboard.press("Escape");

  await roomLink(ben, "surprise party").click();
  await message(ben, "Not a word").waitFor();

  await details.getByRole("button", { name: "Actions for Ben" }).click();
  await aiko.getByRole("menuitem", { name: "Remove from room" }).click();
  await ben.getByText("You are not in this room").waitFor();
  expect(await ben.content()).not.toContain("Not a word");
  expect(await roomLink(ben, "surprise party").count()).toBe(0);
});

test("a question about a room goes with the room, and does not come back with it", async () => {
  const roomId = await openRoom(cast.aiko, "revolving door", { members: [cast.ben] });
  await sayFromElsewhere(cast.aiko, roomId, "In and out");
  const ben = await stage.openPage(cast.ben, `/rooms/${roomId}`);
  await message(ben, "In and out").waitFor();
  await ben.getByRole("button", { name: "Room details" }).click();
  await ben.getByRole("button", { name: "Leave room" }).click();
  await ben.getByRole("dialog").waitFor();
  await cast.aiko.run("member.remove", { roomId, userId: cast.ben.id });
  await ben.getByText("You are not in this room").waitFor();
  expect(await ben.getByRole("dialog").count()).toBe(0);
  await cast.aiko.run("member.add", { roomId, userId: cast.ben.id });
  await message(ben, "In and out").waitFor();
  expect(await ben.getByRole("dialog").count()).toBe(0);
});

test("a new name and topic are seen at once, and an archived room takes no more messages", async () => {
  const roomId = await openRoom(cast.aiko, "gardn", { members: [cast.ben] });
  const [aiko, ben] = await Promise.all([
    stage.openPage(cast.aiko, `/rooms/${roomId}`),
    stage.openPage(cast.ben, `/rooms/${roomId}`),
  ]);
  await aiko.getByRole("button", { name: "Room details" }).click();
  const details = aiko.getByRole("complementary", { name: "Room details" });
  await details.getByRole("button", { name: "Edit name and topic" }).click();
  await details.getByLabel("Name").fill("garden");
  await details.getByLabel("Topic").fill("What grows, and who waters it");
  await details.getByRole("button", { name: "Save" }).click();
  await heading(ben, "garden").waitFor();
  await ben.getByRole("main").getByText("What grows, and who waters it").waitFor();

  await details.getByRole("button", { name: "Archive room" }).click();
  await ben.getByText("This room is archived").waitFor();
  expect(await composer(ben).count()).toBe(0);
  await aiko.getByRole("button", { name: "Undo" }).click();
  await composer(ben).waitFor();
});

test("what is being changed about a room stays with it, and the keyboard finds its way in and out", async () => {
  const sources = await openRoom(cast.aiko, "sources");
  await openRoom(cast.aiko, "sinks");
  const aiko = await stage.openPage(cast.aiko, `/rooms/${sources}`);
  await aiko.getByRole("button", { name: "Room details" }).click();
  const details = aiko.getByRole("complementary", { name: "Room details" });
  const edit = details.getByRole("button", { name: "Edit name and topic" });
  await edit.press("Enter");
  await expect.poll(() => isFocused(details.getByLabel("Name"))).toBe(true);
  await details.getByLabel("Name").fill("springs");
  await aiko.getByRole("link", { name: "sinks" }).click();
  await heading(aiko, "sinks").waitFor();
  await details.getByRole("heading", { name: "sinks" }).waitFor();
  await edit.press("Enter");
  await details.getByLabel("Name").press("Escape");
  await expect.poll(() => isFocused(edit)).toBe(true);
  await edit.press("Escape");
  await details.waitFor({ state: "detached" });
});

test("a public room is found, joined and left", async () => {
  await openRoom(cast.aiko, "book club", { topic: "One chapter a week" });
  const ben = await stage.openPage(cast.ben);
  await chooseFromAddMenu(ben, "Browse rooms");
  await ben.getByRole("searchbox", { name: "Find a room" }).fill("book");
  await ben.getByRole("button", { name: "Join “book club”" }).click();
  await heading(ben, "book club").waitFor();
  await ben.getByRole("button", { name: "Room details" }).click();
  await ben.getByRole("button", { name: "Leave room" }).click();
  await ben.getByRole("dialog").getByRole("button", { name: "Leave room" }).click();
  await ben.getByText("You left “book club”").waitFor();
  await roomLink(ben, "book club").waitFor({ state: "detached" });
});

test("a link to a room that cannot be joined says so, and leads to those that can", async () => {
  const page = await stage.openPage(cast.ben, `/rooms/${newId()}`);
  await page.getByRole("button", { name: "Join" }).press("Enter");
  const alert = page.getByRole("alert").filter({ hasText: "This room is private or gone." });
  await alert.waitFor();
  expect(await page.getByRole("button", { name: "Join" }).count()).toBe(0);
  await expect.poll(() => isFocused(page.getByRole("button", { name: "Browse rooms" }))).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Browse rooms" }).waitFor();
});

test("who makes a room of a name that is taken is told of that one, and may go there or make theirs", async () => {
  await openRoom(cast.aiko, "allotment");
  const ben = await stage.openPage(cast.ben);
  await chooseFromAddMenu(ben, "Create a room");
  const dialog = ben.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("Allotment ");
  await dialog.getByText("There is a room “allotment” already.").waitFor();
  expect(await dialog.getByRole("button", { name: "Create" }).isEnabled()).toBe(true);
  await dialog.getByRole("link", { name: "allotment" }).click();
  await ben.getByRole("button", { name: "Join" }).click();
  await heading(ben, "allotment").waitFor();
  expect(await dialog.count()).toBe(0);

  await chooseFromAddMenu(ben, "Create a room");
  await dialog.getByLabel("Name").fill("allotment");
  await dialog.getByRole("link", { name: "allotment" }).waitFor();
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => roomLink(ben, "allotment").count()).toBe(2);
});

test("where news comes late too, whoever joins, leaves or creates a room is never told not to be in it", async () => {
  await openRoom(cast.aiko, "tide pool");
  const localStorage = [{ name: "hiroba:transport", value: JSON.stringify("poll") }];
  const storageState = { cookies: [], origins: [{ origin: stage.server.url, localStorage }] };
  const ito = await stage.openPage(await join(stage.server.url, cast.aiko, "Ito"), "/", { storageState });
  await heading(ito, "general").waitFor();
  const seen = await watchFor(ito, "You are not in this room");

  await chooseFromAddMenu(ito, "Browse rooms");
  await ito.getByRole("searchbox", { name: "Find a room" }).fill("tide");
  await ito.getByRole("button", { name: "Join “tide pool”" }).click();
  await heading(ito, "tide pool").waitFor();
  expect(await seen.jsonValue()).toEqual({ before: false });

  await ito.getByRole("button", { name: "Room details" }).click();
  await ito.getByRole("button", { name: "Leave room" }).click();
  await ito.getByRole("dialog").getByRole("button", { name: "Leave room" }).click();
  await ito.getByText("You left “tide pool”").waitFor();
  await roomLink(ito, "tide pool").waitFor({ state: "detached" });
  await heading(ito, "general").waitFor();
  expect(await seen.jsonValue()).toEqual({ before: false });

  await chooseFromAddMenu(ito, "Create a room");
  const dialog = ito.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("rock pool");
  await dialog.getByRole("button", { name: "Create" }).click();
  await heading(ito, "rock pool").waitFor();
  expect(await seen.jsonValue()).toEqual({ before: false });
});

test("on a phone too, whoever is in no room is led to one", async () => {
  const gen = await join(stage.server.url, cast.aiko, "Gen");
  const { rooms } = await gen.run("room.list", { query: "general" });
  await gen.run("room.leave", { roomId: rooms[0]?.room.id ?? "" });
  const page = await stage.openPage(gen, "/", { phone: true });
  await page.getByRole("heading", { name: "You are not in a room yet" }).waitFor();
  await page.getByRole("button", { name: "Browse rooms" }).tap();
  await page.getByRole("button", { name: "Join “general”" }).tap();
  await heading(page, "general").waitFor();
});

test("what is unread comes first, then the starred; a muted room stays quiet", async () => {
  const [noisy, dear, busy] = await Promise.all([
    openRoom(cast.aiko, "noisy", { members: [cast.chika] }),
    openRoom(cast.aiko, "dear", { members: [cast.chika] }),
    openRoom(cast.aiko, "busy", { members: [cast.chika] }),
  ]);
  const chika = await stage.openPage(cast.chika, `/rooms/${noisy}`);
  await chika.getByRole("button", { name: "Room details" }).click();
  await chika.getByRole("button", { name: "Mute", exact: true }).click();
  await chika.getByRole("button", { name: "Unmute" }).waitFor();
  await roomLink(chika, "dear").click();
  await heading(chika, "dear").waitFor();
  await chika.getByRole("button", { name: "Star", exact: true }).click();
  await section(chika, "Starred").getByRole("link", { name: /dear/ }).waitFor();
  await sayFromElsewhere(cast.aiko, noisy, "blah");
  await sayFromElsewhere(cast.aiko, busy, "news");
  await section(chika, "Unread")
    .getByRole("link", { name: /busy.*1 unread message/ })
    .waitFor();
  await section(chika, "Rooms").getByRole("link", { name: /noisy/ }).waitFor();
  expect(await chika.getByRole("navigation", { name: "Rooms" }).getByRole("heading").allInnerTexts()).toEqual([
    "Unread",
    "Starred",
    "Rooms",
  ]);
  await sayFromElsewhere(cast.aiko, noisy, "@chika this is for you");
  await section(chika, "Unread")
    .getByRole("link", { name: /noisy.*1 mention/ })
    .waitFor();
  expect(dear).not.toBe(busy);
});

test("what is unread in an archived room is counted nowhere", async () => {
  const hana = await join(stage.server.url, cast.aiko, "Hana");
  const roomId = await openRoom(cast.aiko, "last year", { members: [hana] });
  const page = await stage.openPage(hana, "/", { phone: true });
  await roomLink(page, "general").tap();
  await heading(page, "general").waitFor();
  await sayFromElsewhere(cast.aiko, roomId, "That was that");
  const badge = page.getByRole("main").getByText("1 other room with unread messages");
  await badge.waitFor();
  expect(await page.title()).toBe("(1) general · The Square");
  await cast.aiko.run("room.archive", { roomId, archived: true });
  await badge.waitFor({ state: "detached" });
  await expect.poll(() => page.title()).toBe("general · The Square");
});

test("the members of a large room come by the page, and what can be done with the room is below them", async () => {
  const roomId = await openRoom(cast.aiko, "crowd");
  for (let number = 1; number <= 60; number++) {
    const { id: userId } = await join(stage.server.url, cast.aiko, `Guest ${number}`, { kind: "guest" });
    await cast.aiko.run("member.add", { roomId, userId });
  }
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await page.getByRole("button", { name: "Room details" }).click();
  const details = page.getByRole("complementary", { name: "Room details" });
  const members = details.getByRole("region", { name: "Members" }).getByRole("listitem");
  await expect.poll(() => members.count()).toBe(50);
  await details.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => members.count()).toBe(61);
  const names = await members.getByText(/^Guest \d+$/u).allInnerTexts();
  expect(names.slice(8, 10)).toEqual(["Guest 9", "Guest 10"]);
});

/** Whether a text has ever been in the main part of the page since, by a look at every frame. */
function watchFor(page: Page, text: string) {
  return page.evaluateHandle((wanted) => {
    const seen = { before: false };
    const look = () => {
      seen.before ||= document.querySelector("main")?.textContent?.includes(wanted) ?? false;
      requestAnimationFrame(look);
    };
    look();
    return seen;
  }, text);
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((it) => it === document.activeElement);
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name, exact: true });
}

function roomLink(page: Page, name: string) {
  return page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name });
}

function section(page: Page, name: string) {
  const title = page.getByRole("heading", { name, exact: true });
  return page.getByRole("navigation", { name: "Rooms" }).locator("section").filter({ has: title });
}

async function chooseFromAddMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Add a room" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
