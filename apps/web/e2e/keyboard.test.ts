import { newId } from "@hiroba/protocol";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { join } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message, say, timeline } from "./support/chat";
import { isInSight, restingPlace } from "./support/scrolling";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
let garden: string;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
  garden = await openRoom(cast.aiko, "garden", { members: [cast.ben] });
  for (const text of ["Roses", "Tomatoes", "Weeds"]) await sayFromElsewhere(cast.ben, garden, text);
});

test("with the keyboard alone: to a room, through its messages, and back to where one was", async () => {
  const page = await stage.openPage(cast.aiko);
  await composer(page).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gard");
  await page.getByRole("option", { name: /garden/ }).waitFor();
  await page.keyboard.press("Enter");
  await message(page, "Weeds").waitFor();
  await expect.poll(() => isFocused(composer(page))).toBe(true);

  await timeline(page).getByRole("article").last().focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => isFocused(message(page, "Tomatoes"))).toBe(true);
  await page.keyboard.press("Home");
  await expect.poll(() => isFocused(message(page, "Roses"))).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Ben" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => isFocused(message(page, "Roses"))).toBe(true);
  await page.keyboard.press("Escape");
  await expect.poll(() => isFocused(composer(page))).toBe(true);

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => isFocused(composer(page))).toBe(true);
});

test("who or what is called so comes first, and only that is found", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await openRoom(cast.aiko, "bulletin", { topic: "Ask Ben for the board's key" });
  await page.getByRole("link", { name: "bulletin" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("ben");
  const found = page.getByRole("dialog").getByRole("option");
  await expect.poll(() => found.allTextContents()).toEqual(["BBen@ben", "bulletinAsk Ben for the board's key"]);
  await page.getByRole("combobox").fill("0");
  await page.getByText("Messages cannot be searched yet.").waitFor();
  await page.getByRole("combobox").fill("");
  await found.first().waitFor();
  expect(await found.filter({ hasText: "garden" }).count()).toBe(0);
});

test("Tab leads from the header to the newest message, through what is in that one alone, and moves nothing", async () => {
  const roomId = await openRoom(cast.aiko, "thicket", { members: [cast.ben, cast.chika, cast.dee] });
  const first = await sayFromElsewhere(cast.ben, roomId, "Who knows the way?");
  for (let number = 1; number <= 8; number++) await sayRichly(roomId, first, number);
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  const newest = message(page, "Path 8");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => isInSight(newest)).toBe(true);
  const place = await restingPlace(newest);
  await page.getByRole("button", { name: "Room details" }).focus();
  await page.keyboard.press("Tab");
  expect(await isFocused(newest)).toBe(true);
  expect(await stepsUntil(page, composer(page))).toEqual([
    "In reply toBenWho knows the way?",
    "@aiko",
    "https://paths.example/8",
    "walk",
    "Copy code",
    "edited",
    "🌲 1: Ben",
    "Add reaction",
  ]);
  expect(await restingPlace(newest)).toBe(place);
  await newest.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await isFocused(message(page, "Path 7").getByRole("link", { name: "paths.example" }))).toBe(true);
});

test("what happened to a room is unfolded and folded by one button, which the arrows lead to and which stays", async () => {
  const roomId = await openRoom(cast.aiko, "turnstile");
  const hugo = await join(stage.server.url, cast.aiko, "Hugo");
  await sayFromElsewhere(cast.aiko, roomId, "Come in");
  for (const person of [cast.ben, cast.chika, hugo]) await person.run("room.join", { roomId });
  await sayFromElsewhere(cast.ben, roomId, "Here we are");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  const fold = timeline(page).getByRole("button", { name: "Ben and 2 others joined" });
  await message(page, "Here we are").focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => isFocused(fold)).toBe(true);
  await page.keyboard.press("Enter");
  await timeline(page).getByText("Chika joined.").waitFor();
  expect(await isFocused(fold)).toBe(true);
  expect(await fold.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("Enter");
  await timeline(page).getByText("Chika joined.").waitFor({ state: "detached" });
  expect(await fold.getAttribute("aria-expanded")).toBe("false");
});

test("what is jumped to shows its name and its badge, rooms of one name their sizes, archived ones come last", async () => {
  const ivo = await join(stage.server.url, cast.aiko, "Ivo");
  const topic = "Everything about the long hedge along the northern wall";
  const long = await openRoom(ivo, "the hedge committee of the northern wall and its friends", { topic });
  await ivo.run("member.add", { roomId: long, userId: cast.ben.id });
  await openRoom(ivo, "shed", { members: [cast.ben] });
  await openRoom(ivo, "shed");
  const past = await openRoom(ivo, "last summer", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, long, "@ivo hello");
  await sayFromElsewhere(cast.ben, past, "@ivo it was good");
  await ivo.run("room.archive", { roomId: past, archived: true });
  const page = await stage.openPage(ivo, "/", { viewport: { width: 320, height: 568 } });
  await page.getByRole("link", { name: /hedge/ }).waitFor();
  await page.keyboard.press("Control+k");
  const rooms = page.getByRole("group", { name: "Rooms" }).getByRole("option");
  await rooms.first().waitFor();
  const texts = await rooms.allInnerTexts();
  expect(texts.filter((text) => text.startsWith("shed")).sort()).toEqual(["shed\n1 member", "shed\n2 members"]);
  expect(texts.at(-1)).toBe("last summer");
  const hedge = rooms.filter({ hasText: "hedge" });
  expect(await hedge.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
  expect(await isWithin(hedge.getByText("1 mention"), page.getByRole("dialog"))).toBe(true);
});

test("Alt with the arrows goes from room to room, ready to write", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await message(page, "Weeds").waitFor();
  await composer(page).press("Alt+ArrowDown");
  await page.getByRole("heading", { level: 1, name: "general" }).waitFor();
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await say(page, "Nobody here?");
  await message(page, "Nobody here?").waitFor();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByRole("heading", { level: 1, name: "garden" }).waitFor();
  await page.keyboard.press("Alt+ArrowDown");
  await message(page, "Nobody here?").waitFor();
  expect(await timeline(page).getByRole("textbox").count()).toBe(0);
});

test("in a long list the room that is open is in sight, however it was chosen", async () => {
  const dora = await join(stage.server.url, cast.aiko, "Dora");
  for (let number = 10; number < 40; number++) await openRoom(dora, `room ${number}`);
  const last = await openRoom(dora, "zoo");
  const page = await stage.openPage(dora, `/rooms/${last}`);
  await expect.poll(() => openRoomInSight(page)).toBe("zoo");
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => openRoomInSight(page)).toBe("general");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => openRoomInSight(page)).toBe("zoo");
});

test("the name of an emoji between colons becomes it, and undo brings the name back", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await composer(page).pressSequentially("Well done :tad");
  await page.getByRole("option").first().waitFor();
  await composer(page).pressSequentially("a:");
  await expect.poll(() => composer(page).inputValue()).toBe("Well done 🎉");
  await page.keyboard.press("Control+z");
  await expect.poll(() => composer(page).inputValue()).toBe("Well done :tada:");
});

test("the pages of a room are turned while one writes", async () => {
  const roomId = await openRoom(cast.aiko, "almanac", { members: [cast.ben] });
  for (let number = 1; number <= 40; number++) await sayFromElsewhere(cast.ben, roomId, `Day ${number}\n\nSunny`);
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await message(page, "Day 40").waitFor();
  await composer(page).fill("On the last day");
  const last = message(page, "Day 40");
  await page.keyboard.press("PageUp");
  await expect.poll(() => isInSight(last)).toBe(false);
  await page.keyboard.press("PageDown");
  await expect.poll(() => isInSight(last)).toBe(true);
  expect(await isFocused(composer(page))).toBe(true);
});

test("Ctrl with B and I writes bold and italic, and takes it back", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await composer(page).fill("roses");
  await composer(page).press("ControlOrMeta+a");
  await composer(page).press("ControlOrMeta+b");
  expect(await composer(page).inputValue()).toBe("**roses**");
  await composer(page).press("ControlOrMeta+b");
  await composer(page).press("ControlOrMeta+i");
  expect(await composer(page).inputValue()).toBe("_roses_");
});

test("in a long list what is unread is a click away", async () => {
  const fumi = await join(stage.server.url, cast.aiko, "Fumi");
  const news = await openRoom(fumi, "a room of news", { members: [cast.ben] });
  for (let number = 10; number < 40; number++) await openRoom(fumi, `room ${number}`);
  const last = await openRoom(fumi, "zoo");
  const page = await stage.openPage(fumi, `/rooms/${last}`);
  await expect.poll(() => openRoomInSight(page)).toBe("zoo");
  const up = page.getByRole("button", { name: "Up to 1 unread room" });
  expect(await up.count()).toBe(0);
  await sayFromElsewhere(cast.ben, news, "Hear, hear");
  await up.click();
  await up.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /a room of news/ }).click();
  await message(page, "Hear, hear").waitFor();
});

test("in a long rail of letters what is unread is a click away", async () => {
  const jun = await join(stage.server.url, cast.aiko, "Jun");
  const news = await openRoom(jun, "a room of news", { members: [cast.ben] });
  for (let number = 10; number < 30; number++) await openRoom(jun, `room ${number}`);
  const last = await openRoom(jun, "zoo");
  const page = await stage.openPage(jun, `/rooms/${last}`, { viewport: { width: 800, height: 500 } });
  await page.getByRole("heading", { level: 1, name: "zoo" }).waitFor();
  await sayFromElsewhere(cast.ben, news, "Hear, hear");
  const up = page.getByRole("button", { name: "Up to 1 unread room" });
  await up.click();
  await up.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /a room of news/ }).click();
  await message(page, "Hear, hear").waitFor();
});

test("every control on the way from the address bar to the composer can be reached and seen", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await message(page, "Weeds").waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const seen: string[] = [];
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const marked = outlineStyle !== "none" && outlineWidth !== "0px";
      const quiet = element.tagName === "TEXTAREA";
      return `${marked || quiet ? "" : "unmarked "}${element.getAttribute("aria-label") ?? element.textContent}`;
    });
    seen.push(name);
    if (name === "Message garden") break;
  }
  expect(seen.filter((name) => name.startsWith("unmarked"))).toEqual([]);
  expect(seen).toContain("Message garden");
  expect(seen.some((name) => name.includes("Weeds"))).toBe(true);
});

test("closed with the keyboard, the details give the focus back to the button that opened them", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  const opener = page.getByRole("button", { name: "Room details" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const details = page.getByRole("complementary", { name: "Room details" });
  await details.getByRole("button", { name: "Close details" }).press("Enter");
  await details.waitFor({ state: "detached" });
  await expect.poll(() => isFocused(opener)).toBe(true);
});

test("where the details slide over, they open without a tooltip, and the first Escape closes them", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`, { viewport: { width: 1024, height: 768 } });
  const opener = page.getByRole("button", { name: "Room details" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const details = page.getByRole("dialog", { name: "Room details" });
  await details.waitFor();
  await expect.poll(() => isFocused(details)).toBe(true);
  expect(await page.locator("[role=tooltip]").count()).toBe(0);
  await page.keyboard.press("Escape");
  await details.waitFor({ state: "detached" });
  await expect.poll(() => isFocused(opener)).toBe(true);
});

test("what is opened while another thing's closing is still on its way back stays, until back closes it", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${garden}`);
  await page.getByRole("button", { name: "Add a room" }).click();
  await page.getByRole("menuitem", { name: "Browse rooms" }).click();
  await page.getByRole("dialog", { name: "Browse rooms" }).waitFor();
  const goBack = await holdBack(page);
  await page.keyboard.press("Escape");
  await expect.poll(() => goBack.evaluate(({ asked }) => asked)).toBe(true);
  await page.keyboard.press("Control+k");
  const search = page.getByRole("combobox");
  await search.waitFor();
  await goBack.evaluate(({ arrive }) => arrive());
  expect(await search.isVisible()).toBe(true);
  await page.goBack();
  await search.waitFor({ state: "detached" });
  expect(await message(page, "Weeds").isVisible()).toBe(true);
});

test("on a phone, back closes what is on top and leads to the list of rooms", async () => {
  const page = await stage.openPage(cast.aiko, "/", { phone: true });
  await page.getByRole("link", { name: /garden/ }).tap();
  await message(page, "Weeds").waitFor();
  await page.getByRole("button", { name: "Room details" }).tap();
  const details = page.getByRole("dialog", { name: "Room details" });
  await details.waitFor();
  // The messages behind it are a live region, which would stay in reach of screen readers otherwise.
  expect(await details.getAttribute("aria-modal")).toBe("true");
  await page.goBack();
  await details.waitFor({ state: "detached" });
  expect(await message(page, "Weeds").isVisible()).toBe(true);
  await page.goBack();
  await page.getByRole("link", { name: /garden/ }).waitFor();
  expect(await timeline(page).count()).toBe(0);
});

test("on a phone, back leads to the place in a long list of rooms that one had come to", async () => {
  const emi = await join(stage.server.url, cast.aiko, "Emi");
  for (let number = 10; number < 40; number++) await openRoom(emi, `room ${number}`);
  const page = await stage.openPage(emi, "/", { phone: true });
  const link = page.getByRole("link", { name: "room 38" });
  await link.scrollIntoViewIfNeeded();
  const place = await restingPlace(link);
  await link.tap();
  await page.getByRole("heading", { level: 1, name: "room 38" }).waitFor();
  await page.goBack();
  await link.waitFor();
  expect(await restingPlace(link)).toBe(place);
});

/** A message with a link, a call, code, a reaction and a quote, changed once. */
async function sayRichly(roomId: string, replyToId: string, number: number): Promise<void> {
  const id = newId();
  const body = `@aiko Path ${number}: https://paths.example/${number}\n\n\`\`\`\nwalk\n\`\`\`\n\nGo`;
  await cast.ben.run("message.send", { id, roomId, replyToId, body });
  await cast.ben.run("message.edit", { messageId: id, body: `${body} on` });
  await cast.ben.run("reaction.add", { messageId: id, emoji: "🌲" });
}

/** The names of what Tab leads to on the way to an element. */
async function stepsUntil(page: Page, end: Locator): Promise<string[]> {
  const names: string[] = [];
  for (let step = 0; step < 100; step++) {
    await page.keyboard.press("Tab");
    if (await isFocused(end)) return names;
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
    names.push(name.replace(/^(🌲 1: Ben).*/u, "$1"));
  }
  return names;
}

async function isWithin(inner: Locator, outer: Locator): Promise<boolean> {
  const [box, frame] = await Promise.all([inner.boundingBox(), outer.boundingBox()]);
  return box !== null && frame !== null && box.x >= frame.x && box.x + box.width <= frame.x + frame.width;
}

/** The page's next `history.back()` takes effect when it is let arrive. */
function holdBack(page: Page) {
  return page.evaluateHandle(() => {
    const held = {
      asked: false,
      arrive: () =>
        new Promise((resolve) => {
          window.addEventListener("popstate", resolve, { once: true });
          History.prototype.back.call(history);
        }),
    };
    history.back = () => {
      held.asked = true;
      Reflect.deleteProperty(history, "back");
    };
    return held;
  });
}

function isFocused(element: ReturnType<typeof message>): Promise<boolean> {
  return element.evaluate((it) => it === document.activeElement);
}

/** The name of the room that is marked as open in the list, if all of it is in sight there. */
function openRoomInSight(page: Page): Promise<string | null> {
  return page.getByRole("navigation", { name: "Rooms" }).evaluate((list) => {
    const link = list.querySelector("[aria-current=page]");
    const frame = list.parentElement?.getBoundingClientRect();
    if (!link || !frame) return null;
    const { top, bottom } = link.getBoundingClientRect();
    return top >= frame.top && bottom <= frame.bottom ? link.textContent : null;
  });
}
