import { newId } from "@hiroba/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { moveIn, type People, password } from "../authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { openTextBrowser, type TextBrowser } from "./testing/text-browser.ts";

let server: TestServer;
let people: People;
let generalId: string;
beforeEach(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
  const { rooms } = await people.aiko.must("room.list", {});
  generalId = rooms[0]?.room.id ?? "";
});
afterEach(() => server.close());

async function signIn(username: string, url = server.url): Promise<TextBrowser> {
  const browser = openTextBrowser(url);
  await browser.submit(await browser.get("/lite"), "/lite/sign-in", { username, password });
  return browser;
}

function send(body: string, roomId = generalId, replyToId: string | null = null) {
  return people.aiko.must("message.send", { id: newId(), roomId, body, replyToId });
}

const stream = () => `/lite/rooms/${generalId}/stream`;

/** Waits at most as long as rule L15 allows. */
async function withinASecond(promise: Promise<unknown>): Promise<void> {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("It took longer than a second.")), 1_000));
  await Promise.race([promise, late]);
}

test("what others say, mend and take back comes in as it happens", async () => {
  const { message: first } = await send("Before the page was opened.");
  const page = await (await signIn("ben")).open(stream());
  await page.shows("Before the page was opened.");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  // Where its node stops, the page that is asked for next finds another one.
  expect(page.headers.get("connection")).toBe("close");

  const { message } = await send("While it is open.", generalId, first.id);
  await page.shows("While it is open.");
  await people.aiko.must("message.edit", { messageId: message.id, body: "While it is still open." });
  await page.shows("While it is still open.");
  expect(page.html()).toMatch(new RegExp(`<a href="#m${message.seq}">Aiko edited:</a>`, "u"));
  await people.aiko.must("message.delete", { messageId: first.id });
  await page.shows(`<a href="#m${first.seq}">A message by Aiko was deleted</a>`);
  await people.aiko.must("room.update", { roomId: generalId, name: "広場" });
  await page.shows("Aiko renamed the room to “広場”");
  expect(page.html()).not.toContain("</html>");
  page.close();
});

test("from another node too, in order, once each, while it is being opened", async () => {
  const other = await server.addNode();
  const browser = await signIn("ben", other.url);
  const numbers = Array.from({ length: 60 }, (_, index) => index);
  const sending = (async () => {
    for (const number of numbers) await send(`number-${number}.`);
  })();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const page = await browser.open(stream());
  await sending;
  await page.shows("number-59.");
  const shown = [...page.html().matchAll(/number-(\d+)\./gu)].map((match) => Number(match[1]));
  // The first part of the page holds the newest fifty.
  expect(shown).toEqual(numbers.slice(shown[0]));
  expect(shown.length).toBeGreaterThanOrEqual(50);
  page.close();
});

test("only this room's", async () => {
  const page = await (await signIn("ben")).open(stream());
  const { entry } = await people.aiko.must("room.create", { id: newId(), kind: "private", name: "elsewhere" });
  await people.aiko.must("member.add", { roomId: entry.room.id, userId: people.ids.ben });
  await send("Said elsewhere.", entry.room.id);
  await send("Said here.");
  await page.shows("Said here.");
  expect(page.html()).not.toContain("Said elsewhere.");
  page.close();
});

test("ends within a second with the session that opened it, on another node too", async () => {
  const other = await server.addNode();
  const pages = [await (await signIn("ben")).open(stream()), await (await signIn("ben", other.url)).open(stream())];
  await send("Premise: both hear.");
  for (const page of pages) await page.shows("Premise: both hear.");
  const { sessions } = await people.ben.must("session.list", {});
  for (const { id } of sessions.filter(({ current }) => !current))
    await people.ben.must("session.revoke", { sessionId: id });
  for (const page of pages) {
    await withinASecond(page.ended);
    expect(page.html()).toMatch(/The connection has ended\.[\s\S]*<\/html>\s*$/u);
  }
  await send("After the end.");
  for (const page of pages) expect(page.html()).not.toContain("After the end.");
});

test("ends within a second with the membership", async () => {
  const page = await (await signIn("ben")).open(stream());
  await page.shows("<main");
  await people.aiko.must("member.remove", { roomId: generalId, userId: people.ids.ben });
  await withinASecond(page.ended);
  await send("After Ben is gone.");
  expect(page.html()).not.toContain("After Ben is gone.");
});

test("opening it reads what is there; what comes later is read by answering", async () => {
  const unread = async () => (await (await people.ben.send("/v1/snapshot")).json()).state.rooms[generalId].unread;
  const browser = await signIn("ben");
  await send("One.");
  expect(await unread()).toBe(1);
  const page = await browser.open(stream());
  await page.shows("One.");
  expect(await unread()).toBe(0);
  await send("Two.");
  await page.shows("Two.");
  expect(await unread()).toBe(1);
  const form = await browser.get(`/lite/rooms/${generalId}/write?view=live`);
  const sent = await browser.submit(form, `/lite/rooms/${generalId}/messages`, { body: "Three." });
  expect(sent.path).toBe(`/lite/rooms/${generalId}/write?view=live&sent=1`);
  await page.shows("Three.");
  expect(await unread()).toBe(0);
  page.close();
});

test("a page that comes back by itself reads nothing, and carries on where it ended", async () => {
  const browser = await signIn("ben");
  const page = await browser.open(stream());
  await page.shows(`<meta http-equiv="refresh" content="3;url=${stream()}?auto=1">`);
  page.close();
  await send("Said in between.");
  const again = await browser.open(`${stream()}?auto=1`);
  await again.shows("Said in between.");
  const { state } = await (await people.ben.send("/v1/snapshot")).json();
  expect(state.rooms[generalId].unread).toBe(1);
  again.close();
});

test("a browser that does not read is cut off, and nobody else is", async () => {
  const slow = await fetch(server.url + stream(), { headers: { cookie: people.ben.cookie ?? "" } });
  expect(slow.status).toBe(200);
  const page = await (await signIn("ben")).open(stream());
  const body = "あ".repeat(9_900);
  let open = true;
  const before = [...server.node.app.hub.all()].length;
  for (let count = 0; open && count < 2_000; count++) {
    await send(body);
    open = [...server.node.app.hub.all()].length === before;
  }
  expect(open).toBe(false);
  await send("The others go on.");
  await page.shows("The others go on.");
  page.close();
  await slow.body?.cancel().catch(() => undefined);
});
