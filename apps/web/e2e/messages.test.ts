import { newId } from "@hiroba/protocol";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { join } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { actOn, chooseFor, composer, message, say, timeline } from "./support/chat";
import { isInSight, restingPlace } from "./support/scrolling";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

/** A room of its own for each story, open before two of its members. */
async function openForTwo(name: string) {
  const roomId = await openRoom(cast.aiko, name, { members: [cast.ben] });
  const [aiko, ben] = await Promise.all([
    stage.openPage(cast.aiko, `/rooms/${roomId}`),
    stage.openPage(cast.ben, `/rooms/${roomId}`),
  ]);
  return { roomId, aiko, ben };
}

test("an edited message changes for everybody, and what it said before can be read", async () => {
  const { aiko, ben } = await openForTwo("lunch");
  await say(ben, "Lunch at twelve?");
  await message(aiko, "Lunch at twelve?").waitFor();
  await composer(ben).press("ArrowUp");
  const field = timeline(ben).getByRole("textbox", { name: "Edit the message" });
  expect(await field.inputValue()).toBe("Lunch at twelve?");
  await field.fill("Lunch at one?");
  await field.press("Enter");
  await message(aiko, "Lunch at one?").getByRole("button", { name: "edited" }).click();
  await aiko.getByRole("dialog", { name: "Before" }).getByText("Lunch at twelve?").waitFor();
});

test("what is done in a list of tasks can be told from what is to do, without seeing it", async () => {
  const { roomId, ben } = await openForTwo("chores");
  await sayFromElsewhere(cast.aiko, roomId, "- [x] Seeds\n- [ ] Soil");
  const tasks = message(ben, "Seeds").getByRole("listitem");
  await tasks.filter({ hasText: "Seeds" }).getByRole("img", { name: "Done" }).waitFor();
  await tasks.filter({ hasText: "Soil" }).getByRole("img", { name: "To do" }).waitFor();
});

test("in Japanese people are called by their names with さん", async () => {
  const roomId = await openRoom(cast.aiko, "挨拶", { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "こんにちは");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { locale: "ja-JP" });
  await timeline(page).getByText("AikoさんがBenさんを追加しました。").waitFor();
  await timeline(page).getByText("Aikoさんが作成しました。").waitFor();
  await message(page, "こんにちは").focus();
  await page.keyboard.press("r");
  await page.getByText("Benさんに返信").waitFor();
  await cast.ben.run("reaction.add", { messageId: await sayFromElsewhere(cast.ben, roomId, "では"), emoji: "👋" });
  await message(page, "では").getByRole("button", { name: "👋 1件: Benさん" }).waitFor();
});

test("Japanese headings break between words", async () => {
  const roomId = await openRoom(cast.aiko, "お知らせと予定の相談");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { locale: "ja-JP" });
  const heading = page.getByRole("heading", { level: 2, name: "始まりです" });
  await heading.waitFor();
  for (let width = 320; width <= 420; width += 10) {
    await page.setViewportSize({ width, height: 600 });
    expect({ width, lines: await countLines(heading, "始まりです") }).toEqual({ width, lines: 1 });
  }
});

test.each([
  { width: 320, height: 568, formats: true },
  { width: 390, height: 508, formats: true },
  { width: 390, height: 460, formats: false },
])("on a screen of $width × $height the conversation keeps more than half, whatever is written", async (screen) => {
  const { formats, ...viewport } = screen;
  const roomId = await openRoom(cast.aiko, `narrows ${viewport.height}`, { members: [cast.ben] });
  await sayFromElsewhere(cast.ben, roomId, "Tell me everything");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true, viewport });
  await message(page, "Tell me everything").focus();
  await page.keyboard.press("r");
  const format = page.getByRole("button", { name: "Formatting" });
  expect(await format.count()).toBe(formats ? 1 : 0);
  if (formats) await format.tap();
  await composer(page).fill("Once upon a time\n".repeat(60));
  const box = await page.getByRole("form", { name: "Write a message" }).boundingBox();
  expect(box?.height).toBeLessThan(0.45 * viewport.height);
  const field = await composer(page).boundingBox();
  expect(field?.height).toBeGreaterThan(39);
  expect(await isOnTop(composer(page))).toBe(true);
  expect(await isOnTop(page.getByRole("button", { name: "Send" }))).toBe(true);
});

test("on a phone the people to call have all of the width, and their usernames stay legible", async () => {
  const long = await join(stage.server.url, cast.aiko, "Maximiliane Auguste von Hohenlohe-Waldenburg", {
    username: "maximiliane",
  });
  const roomId = await openRoom(cast.aiko, "gallery", { members: [long] });
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  await composer(page).pressSequentially("@max");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  const form = page.getByRole("form", { name: "Write a message" });
  const [box, frame] = [await list.boundingBox(), await form.boundingBox()];
  expect(box?.width).toBeGreaterThan((frame?.width ?? 0) - 20);
  expect(await list.getByText("@maximiliane").evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
});

test("while a long message is written, the newest one stays in sight", async () => {
  const { roomId, aiko } = await openForTwo("dictation");
  for (let number = 1; number <= 40; number++) await sayFromElsewhere(cast.ben, roomId, `Sentence ${number}.`);
  await expect.poll(() => isInSight(message(aiko, "Sentence 40."))).toBe(true);
  await composer(aiko).fill("one\ntwo\nthree\nfour\nfive");
  for (const key of " and so on, and on".split("")) await composer(aiko).press(key);
  await restingPlace(message(aiko, "Sentence 40."));
  expect(await isInSight(message(aiko, "Sentence 40."))).toBe(true);
  expect(await aiko.getByRole("button", { name: "Jump to the latest" }).count()).toBe(0);
});

test("what arrives is followed after a long draft was thrown away, and after a phone's keyboard has closed", async () => {
  const roomId = await openRoom(cast.aiko, "second thoughts", { members: [cast.ben] });
  for (let number = 1; number <= 40; number++) await sayFromElsewhere(cast.ben, roomId, `Thought ${number}.`);
  const aiko = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  await expect.poll(() => isInSight(message(aiko, "Thought 40."))).toBe(true);
  await composer(aiko).fill("one\ntwo\nthree\nfour\nfive\nsix");
  await restingPlace(composer(aiko));
  await composer(aiko).fill("");
  await restingPlace(composer(aiko));
  await sayFromElsewhere(cast.ben, roomId, "Thought 41.\n\nWith\n\nmore");
  await expect.poll(() => isInSight(message(aiko, "Thought 41."))).toBe(true);
  await aiko.setViewportSize({ width: 390, height: 500 });
  await restingPlace(composer(aiko));
  await aiko.setViewportSize({ width: 390, height: 844 });
  await restingPlace(composer(aiko));
  await sayFromElsewhere(cast.ben, roomId, "Thought 42.\n\nWith\n\nmore");
  await expect.poll(() => isInSight(message(aiko, "Thought 42."))).toBe(true);
});

test("a deleted message leaves a tombstone and no text", async () => {
  const { aiko, ben } = await openForTwo("regrets");
  await say(ben, "My secret is safe with you");
  await message(aiko, "My secret").waitFor();
  await chooseFor(message(ben, "My secret"), "Delete");
  await ben.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await message(ben, "Message deleted").waitFor();
  await message(aiko, "Message deleted").waitFor();
  expect(await aiko.content()).not.toContain("My secret");
});

test("a reply quotes what it answers, and leads back to it", async () => {
  const { roomId, aiko, ben } = await openForTwo("questions");
  await say(ben, "Who has the key to the shed?");
  await message(ben, "Who has the key").waitFor();
  for (let number = 1; number <= 40; number++) await sayFromElsewhere(cast.aiko, roomId, `Something else ${number}`);
  await message(aiko, "Something else 40").waitFor();
  await timeline(aiko).getByRole("article").last().focus();
  await aiko.keyboard.press("Home");
  await actOn(message(aiko, "Who has the key"), "Reply");
  await aiko.getByText("Replying to Ben").waitFor();
  await say(aiko, "I have it, in my drawer");
  const quote = message(ben, "in my drawer").getByRole("button", { name: /In reply to/ });
  await quote.click();
  await expect.poll(() => isInSight(message(ben, "Who has the key").first())).toBe(true);
});

test("what a reply answers is quoted though it was said long before, and so is what one answers oneself", async () => {
  const roomId = await openRoom(cast.aiko, "long memory", { members: [cast.ben] });
  const pond = await sayFromElsewhere(cast.aiko, roomId, "Shall we have a pond?");
  const bridge = await sayFromElsewhere(cast.aiko, roomId, "Shall we have a bridge?");
  for (let number = 1; number <= 60; number++) {
    await sayFromElsewhere(cast.aiko, roomId, `Something else ${number}\n\nand\n\nso\n\non`);
  }
  await cast.ben.run("draft.save", { roomId, body: "A wooden one", replyToId: bridge });
  const ben = await stage.openPage(cast.ben, `/rooms/${roomId}`);
  await message(ben, "Something else 60").waitFor();
  await cast.aiko.run("message.send", { id: newId(), roomId, body: "With fish", replyToId: pond });
  const quote = (text: string) => message(ben, "With fish").getByRole("button", { name: `In reply to Aiko ${text}` });
  await quote("Shall we have a pond?").waitFor();
  await cast.aiko.run("message.edit", { messageId: pond, body: "Shall we have a lake?" });
  await quote("Shall we have a lake?").waitFor();

  const form = ben.getByRole("form", { name: "Write a message" });
  await form.getByText("Replying to Aiko").waitFor();
  await form.getByText("Shall we have a bridge?").waitFor();
});

test("reactions are counted, and taken back", async () => {
  const { aiko, ben } = await openForTwo("cheers");
  await say(ben, "We open on Saturday");
  await actOn(message(aiko, "We open on Saturday"), "Add reaction");
  await aiko.getByRole("combobox", { name: "Search emoji" }).fill("party popper");
  await aiko.getByRole("option", { name: "party popper" }).first().click();
  const chip = (count: number) => ({ name: new RegExp(`^🎉 ${count}:`) });
  await message(ben, "We open").getByRole("button", chip(1)).click();
  await message(aiko, "We open").getByRole("button", chip(2)).click();
  await message(ben, "We open")
    .getByRole("button", { name: /^🎉 1: Ben/ })
    .click();
  await message(aiko, "We open").getByRole("button", { name: /^🎉/ }).waitFor({ state: "detached" });
});

test("an emoji is found by its group, and what it is picked for has the focus again", async () => {
  const { aiko } = await openForTwo("flags");
  await composer(aiko).fill("Hello ");
  await aiko.getByRole("form").getByRole("button", { name: "Emoji" }).click();
  await aiko.getByRole("toolbar", { name: "Groups of emoji" }).getByRole("button", { name: "Flags" }).click();
  await aiko.getByRole("option", { name: "chequered flag" }).click();
  await expect.poll(() => composer(aiko).inputValue()).toBe("Hello 🏁");
  await expect.poll(() => composer(aiko).evaluate((it) => it === document.activeElement)).toBe(true);
});

test("on a screen as low as a phone's on its side, an emoji can be searched for and picked", async () => {
  const roomId = await openRoom(cast.aiko, "hammock");
  const viewport = { width: 844, height: 390 };
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true, viewport });
  await page.getByRole("form").getByRole("button", { name: "Emoji" }).tap();
  await page.getByRole("option").first().waitFor();
  const { y: top = -1 } = (await page.getByRole("combobox", { name: "Search emoji" }).boundingBox()) ?? {};
  expect(top).toBeGreaterThan(0);
  const { height = 0 } = (await page.getByRole("listbox", { name: "Emoji" }).boundingBox()) ?? {};
  expect(height).toBeGreaterThan(120);
});

test("a name is completed, and calls whom it names", async () => {
  const { roomId, aiko, ben } = await openForTwo("calls");
  await ben.getByRole("link", { name: "general" }).click();
  await ben.getByRole("heading", { name: "general", level: 1 }).waitFor();
  await composer(aiko).pressSequentially("Hello @be");
  await aiko.getByRole("option", { name: /Ben/ }).waitFor();
  await composer(aiko).press("Enter");
  expect(await composer(aiko).inputValue()).toBe("Hello @ben ");
  await composer(aiko).press("Enter");
  await message(aiko, "Hello @ben").getByRole("button", { name: "@ben" }).waitFor();
  await ben.locator(`a[href="/rooms/${roomId}"]`).filter({ hasText: "1 mention" }).waitFor();
});

test("Markdown is drawn, code coloured; what could do harm is inert", async () => {
  const { aiko } = await openForTwo("markdown");
  await say(aiko, "**bold** _italic_ ~~gone~~ `inline`\n\n```ts\nconst answer = 42; // why\n```");
  const code = message(aiko, "const answer").locator("pre");
  await expect.poll(async () => new Set(await colorsIn(code)).size).toBeGreaterThan(1);
  expect(await message(aiko, "const answer").locator("strong, em, del, p code").allTextContents()).toEqual([
    "bold",
    "italic",
    "gone",
    "inline",
  ]);
  await say(aiko, "| who | brings |\n| --- | --- |\n| Ben | bread |");
  await message(aiko, "bread").getByRole("cell", { name: "bread" }).waitFor();
  await say(aiko, '<img src="/x" onerror="document.title=`broken into`"> <b>not bold</b> [trap](javascript:alert(1))');
  const trap = message(aiko, "trap");
  await trap.waitFor();
  expect(await trap.locator("img, b").count()).toBe(0);
  expect(await trap.locator('a[href^="javascript"]').count()).toBe(0);
  await say(aiko, "![a cat](https://pictures.example/cat.png) https://example.com/a");
  const link = message(aiko, "a cat").getByRole("link", { name: "a cat" });
  expect(await link.getAttribute("rel")).toContain("noopener");
  expect(await message(aiko, "a cat").locator("img").count()).toBe(0);
});

test("an address that is pasted over words makes a link of them, anything else replaces them", async () => {
  const { aiko } = await openForTwo("clippings");
  await composer(aiko).fill("the map");
  await composer(aiko).selectText();
  await paste(composer(aiko), "https://example.com/map_(old)");
  expect(await composer(aiko).inputValue()).toBe("[the map](<https://example.com/map_(old)>)");
  await aiko.keyboard.press("ControlOrMeta+z");
  await composer(aiko).selectText();
  await paste(composer(aiko), "https://example.com/map");
  expect(await composer(aiko).inputValue()).toBe("[the map](https://example.com/map)");
  await composer(aiko).press("Enter");
  expect(await message(aiko, "the map").getByRole("link", { name: "the map" }).getAttribute("href")).toBe(
    "https://example.com/map",
  );
  await composer(aiko).fill("the map");
  await composer(aiko).selectText();
  expect(await paste(composer(aiko), "see https://example.com")).toBe(false);
});

test("what is copied from a terminal can be said, without what only a terminal reads", async () => {
  const { aiko, ben } = await openForTwo("terminals");
  await say(aiko, "\u001b[31mred\u001b[0m alert");
  await message(ben, "[31mred[0m alert").waitFor();
});

test("who copies several messages has what was said, and nothing that only hangs on it", async () => {
  const { aiko, ben } = await openForTwo("quotations");
  for (const text of ["First line", "Second line"]) await say(ben, text);
  await actOn(message(aiko, "Second line"), "Add reaction");
  await aiko.getByRole("combobox", { name: "Search emoji" }).fill("party popper");
  await aiko.getByRole("option", { name: "party popper" }).first().click();
  await message(aiko, "Second line").getByRole("button", { name: /^🎉 1/ }).waitFor();
  const copied = await timeline(aiko).evaluate((log) => {
    getSelection()?.selectAllChildren(log);
    return getSelection()?.toString() ?? "";
  });
  expect(copied).toMatch(/Ben\s+\d+:\d+ [AP]M\s+First line\s+Second line\s*$/u);
});

test("in the middle of a message taller than the screen its actions are in sight", async () => {
  const { aiko, ben } = await openForTwo("novels");
  await say(ben, Array.from({ length: 80 }, (_, number) => `Chapter ${number}`).join("\n\n"));
  await say(ben, "The end");
  await message(aiko, "The end").waitFor();
  const actions = message(aiko, "Chapter 40").getByRole("toolbar", { name: "Message actions" });
  // The end may still move in below while the pointer goes there, and carry the row away from under it.
  await expect
    .poll(async () => {
      await message(aiko, "Chapter 40").getByText("Chapter 60").hover();
      return (await actions.isVisible()) && isInSight(actions);
    })
    .toBe(true);
});

test("what is written from right to left runs that way, and nothing else does", async () => {
  const { roomId, aiko, ben } = await openForTwo("languages");
  await composer(ben).fill("שלום לכולם.");
  expect(await composer(ben).evaluate((it) => getComputedStyle(it).direction)).toBe("rtl");
  await composer(ben).press("Enter");
  await message(aiko, "שלום").waitFor();
  const [first, last] = await endsOf(message(aiko, "שלום").locator(".message-body p"));
  expect(last).toBeLessThan(first);
  await say(ben, "Hello everybody.");
  await message(aiko, "Hello").waitFor();
  const [start, end] = await endsOf(message(aiko, "Hello").locator(".message-body p"));
  expect(end).toBeGreaterThan(start);
  await say(ben, "- ראשון\n- שני\n\n> ציטוט");
  const list = message(aiko, "ראשון").locator("ul");
  expect(await list.evaluate((it) => getComputedStyle(it).direction)).toBe("rtl");
  const quote = message(aiko, "ציטוט").locator("blockquote");
  expect(await quote.evaluate((it) => getComputedStyle(it).borderRightWidth)).toBe("3px");

  await cast.aiko.run("room.update", { roomId, topic: "كل اللغات" });
  const note = timeline(aiko).getByRole("listitem").filter({ hasText: "كل اللغات" });
  await note.waitFor();
  expect(await note.evaluate(isTimeLast)).toBe(true);
});

test("a change that is being written outlives scrolling away and another room", async () => {
  const roomId = await openRoom(cast.aiko, "minutes", { members: [cast.ben] });
  for (let number = 1; number <= 40; number++) await sayFromElsewhere(cast.ben, roomId, `Item ${number}\n\nand why`);
  await sayFromElsewhere(cast.aiko, roomId, "We decided nothing");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await chooseFor(message(page, "decided nothing"), "Edit");
  await editField(page).fill("We decided to meet again");
  await message(page, "Item 40").getByText("and why").click();
  await timeline(page).evaluate((log) => log.scrollTo(0, 0));
  await message(page, /^Item 1$|Item 1\b/)
    .first()
    .waitFor();
  await timeline(page).evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await expect.poll(() => editField(page).inputValue()).toBe("We decided to meet again");
  await page.getByRole("link", { name: "general" }).click();
  await page.getByRole("heading", { level: 1, name: "general" }).waitFor();
  await page.goBack();
  await expect.poll(() => editField(page).inputValue()).toBe("We decided to meet again");
  await editField(page).press("Enter");
  await message(page, "decided to meet again").waitFor();
});

test("a change that is being written outlives a reload, and the change of another message", async () => {
  const roomId = await openRoom(cast.aiko, "proofs");
  for (const text of ["The frist line", "The secnod line"]) await sayFromElsewhere(cast.aiko, roomId, text);
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await chooseFor(message(page, "frist"), "Edit");
  await editField(page).fill("The first line");
  await page.reload();
  await expect.poll(() => editField(page).inputValue()).toBe("The first line");
  await chooseFor(message(page, "secnod"), "Edit");
  await editField(page).fill("The second line");
  await editField(page).press("Enter");
  await message(page, "The second line").waitFor();
  await chooseFor(message(page, "frist"), "Edit");
  expect(await editField(page).inputValue()).toBe("The first line");
  await editField(page).press("Escape");
  await page.reload();
  await message(page, "frist").waitFor();
  expect(await editField(page).count()).toBe(0);
});

test("a message that is deleted elsewhere while it is changed leaves what was written to be copied", async () => {
  const roomId = await openRoom(cast.aiko, "second thoughts", { members: [cast.ben] });
  const messageId = await sayFromElsewhere(cast.ben, roomId, "A first thought");
  const page = await stage.openPage(cast.ben, `/rooms/${roomId}`);
  await chooseFor(message(page, "A first thought"), "Edit");
  await editField(page).fill("A much better thought");
  await cast.aiko.run("message.delete", { messageId });
  const row = message(page, "Message deleted");
  await row.getByText("deleted while you were changing it").waitFor();
  expect(await editField(page).inputValue()).toBe("A much better thought");
  expect(await row.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await row.getByRole("button", { name: "Cancel" }).click();
  await editField(page).waitFor({ state: "detached" });
  await row.waitFor();
});

test("a table on a phone scrolls rather than breaking its words", async () => {
  const roomId = await openRoom(cast.aiko, "tables");
  const head = "| Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday |";
  await sayFromElsewhere(cast.aiko, roomId, `${head}\n|${" --- |".repeat(7)}\n|${" open |".repeat(7)}`);
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  await message(page, "Wednesday").waitFor();
  const heights = await message(page, "Wednesday")
    .locator("th, td")
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().height));
  expect(Math.max(...heights)).toBeLessThan(48);
});

test("on a phone what is longer than a line has all of the composer's width", async () => {
  const roomId = await openRoom(cast.aiko, "pockets");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { phone: true });
  const width = () => composer(page).evaluate((it) => it.clientWidth);
  await composer(page).fill("Short");
  expect(await width()).toBeLessThan(220);
  await composer(page).fill("Rather longer than what has room beside three buttons");
  await expect.poll(width).toBeGreaterThan(330);
  expect(await composer(page).evaluate((it) => it.clientHeight)).toBe(64);
  await composer(page).fill("");
  await expect.poll(width).toBeLessThan(220);
});

test("nothing is wider than a narrow phone", async () => {
  const roomId = await openRoom(cast.aiko, "Donaudampfschifffahrtsgesellschaftskapitän und seine Mannschaft");
  await sayFromElsewhere(cast.aiko, roomId, "あ".repeat(400));
  await sayFromElsewhere(cast.aiko, roomId, `https://example.com/${"long".repeat(100)}`);
  await sayFromElsewhere(cast.aiko, roomId, `\`${"inline".repeat(80)}\``);
  await sayFromElsewhere(cast.aiko, roomId, `\`\`\`\n${"block ".repeat(80)}\n\`\`\``);
  await sayFromElsewhere(
    cast.aiko,
    roomId,
    `|${" column |".repeat(20)}\n|${" --- |".repeat(20)}\n|${" cell |".repeat(20)}`,
  );
  await sayFromElsewhere(cast.aiko, roomId, "W".repeat(500));
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, {
    phone: true,
    viewport: { width: 320, height: 640 },
  });
  await message(page, "WWWW").waitFor();
  const widths = () =>
    page.evaluate(() => {
      const log = document.querySelector("[role=log]");
      return [document.documentElement.scrollWidth, log?.scrollWidth];
    });
  expect(await widths()).toEqual([320, 320]);
});

function colorsIn(code: ReturnType<typeof message>): Promise<string[]> {
  return code.locator("span").evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
}

/** Whether all that a note says stands to the left of its time. */
function isTimeLast(note: Element): boolean {
  const time = note.querySelector("time");
  if (!time) return false;
  const range = document.createRange();
  range.setStart(note, 0);
  range.setEndBefore(time);
  return range.getBoundingClientRect().right <= time.getBoundingClientRect().left + 1;
}

/** Pastes a text; answers whether the field did more with it than the browser would. */
function paste(field: Locator, text: string): Promise<boolean> {
  return field.evaluate((it, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    return !it.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Where a message is being changed. */
function editField(page: Page): Locator {
  return timeline(page).getByRole("textbox", { name: "Edit the message" });
}

/** Where the first and the last character of a text stand, in pixels from the left. */
function endsOf(text: Locator): Promise<[number, number]> {
  return text.evaluate((it) => {
    const node = it.firstChild as Text;
    const leftOf = (index: number) => {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      return range.getBoundingClientRect().left;
    };
    return [leftOf(0), leftOf(node.length - 1)];
  });
}

/** On how many lines a part of an element's text stands. */
function countLines(element: Locator, text: string): Promise<number> {
  return element.evaluate((it, wanted) => {
    const node = it.firstChild;
    const start = node?.textContent?.indexOf(wanted) ?? -1;
    if (!node || start < 0) throw new Error(`"${wanted}" is not there.`);
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + wanted.length);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
  }, text);
}

/** Whether nothing lies over the middle of an element. */
function isOnTop(element: Locator): Promise<boolean> {
  return element.evaluate((it) => {
    const { left, top, width, height } = it.getBoundingClientRect();
    return it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}
