import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { invite, moveIn, type People, password } from "../authentication/testing/people.ts";
import { databaseUnavailable } from "../outage.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { timeZone } from "./clock.ts";
import { openTextBrowser, type TextBrowser, type TextPage } from "./testing/text-browser.ts";

let server: TestServer;
let people: People;
let generalId: string;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
  const { rooms } = await people.aiko.must("room.list", {});
  generalId = rooms[0]?.room.id ?? "";
});
afterAll(() => server.close());

const room = () => `/lite/rooms/${generalId}`;

async function signIn(username: string, browser: TextBrowser = openTextBrowser(server.url)): Promise<TextBrowser> {
  const home = await browser.submit(await browser.get("/lite"), "/lite/sign-in", { username, password });
  expect(home.text).toContain("Sign out");
  return browser;
}

async function say(browser: TextBrowser, body: string, page?: TextPage): Promise<TextPage> {
  return browser.submit(page ?? (await browser.get(room())), `${room()}/messages`, { body });
}

function send(who: "aiko" | "ben" | "dee", body: string, replyToId: string | null = null) {
  return people[who].must("message.send", { id: newId(), roomId: generalId, body, replyToId });
}

async function entryOf(who: "aiko" | "ben" | "dee") {
  const snapshot = await (await people[who].send("/v1/snapshot")).json();
  return snapshot.state.rooms[generalId];
}

test("signs in with the password, and not with another", async () => {
  const browser = openTextBrowser(server.url);
  const door = await browser.get("/lite");
  expect(door.text).toContain("Sign in to The Square");
  const refused = await browser.submit(door, "/lite/sign-in", { username: "ben", password: "wrong horse" });
  expect(refused.status).toBe(401);
  expect(refused.text).toContain("The username or the password is wrong.");
  expect(refused.form("/lite/sign-in")).toMatchObject({ username: "ben", password: "" });

  const home = await browser.submit(refused, "/lite/sign-in", { username: "ben", password });
  expect(home.path).toBe("/lite");
  expect(home.text).toContain("general");
  expect((await people.ben.must("session.list", {})).sessions.map(({ userAgent }) => userAgent)).toContain("w3m/0.5.3");
});

test("leads to the room that was asked for, and nowhere else", async () => {
  const browser = openTextBrowser(server.url);
  const door = await browser.get(room());
  const entered = await browser.submit(door, "/lite/sign-in", { username: "ben", password });
  expect(entered.path).toBe(room());
  const other = openTextBrowser(server.url);
  const typed = { username: "ben", password, next: "//elsewhere.example/lite/rooms/x" };
  expect((await other.submit(await other.get("/lite"), "/lite/sign-in", typed)).path).toBe("/lite");
});

test("while the database is away the form to sign in comes back as it was typed", async () => {
  const browser = openTextBrowser(server.url);
  const door = await browser.get("/lite");
  const write = vi
    .spyOn(server.node.app.log, "write")
    .mockRejectedValue(new Error("Connection terminated unexpectedly"));
  const refused = await browser.submit(door, "/lite/sign-in", { username: "ben", password });
  write.mockRestore();
  expect(refused.status).toBe(503);
  expect(refused.form("/lite/sign-in")).toMatchObject({ username: "ben", password: "" });
  expect((await browser.submit(refused, "/lite/sign-in", { password })).text).toContain("Sign out");
});

test("signs out, and the session with it", async () => {
  const browser = await signIn("ben");
  const door = await browser.submit(await browser.get("/lite"), "/lite/sign-out", {});
  expect(door.text).toContain("Sign in to The Square");
  expect((await browser.get(room())).text).toContain("Sign in to The Square");
});

test("lists rooms with what is new in them, and reading a room clears it everywhere", async () => {
  const browser = await signIn("ben");
  await browser.get(room());
  const { message } = await send("aiko", "News for @ben.");
  expect((await browser.get("/lite")).text).toMatch(/general\s+1 new\s+1 for you/u);
  expect(await entryOf("ben")).toMatchObject({ unread: 1 });

  expect((await browser.get(room())).html).toMatch(/class="new"[\s\S]*News for @ben\./u);
  expect(await entryOf("ben")).toMatchObject({ unread: 0, read: { seq: message.seq } });
  expect((await browser.get("/lite")).text).not.toMatch(/\d new/u);
});

test("a muted room is quiet in the list until somebody in it calls, as in the web app", async () => {
  const { entry } = await people.aiko.must("room.create", { id: newId(), kind: "public", name: "attic" });
  const roomId = entry.room.id;
  await people.ben.must("room.join", { roomId });
  await people.ben.must("room.configure", { roomId, muted: true });
  const browser = await signIn("ben");
  await browser.get(room());
  const say = (body: string) => people.aiko.must("message.send", { id: newId(), roomId, body });
  const row = async () =>
    /<li[^>]*>(?:(?!<\/li>)[\s\S])*attic[\s\S]*?<\/li>/u.exec((await browser.get("/lite")).html)?.[0];
  const names = async () =>
    [...(await browser.get("/lite")).html.matchAll(/<a href="\/lite\/rooms[^>]*><bdi>(.*?)<\/bdi>/gu)].map(
      ([, name]) => name,
    );

  await say("Boxes again.");
  expect(await row()).toContain("muted");
  expect(await row()).not.toMatch(/\d new|class="unread"/u);
  expect(await names()).toEqual(["general", "attic"]);

  await say("Help me, @ben.");
  expect(await row()).toMatch(/class="unread"[\s\S]*1 for you/u);
  expect(await row()).not.toMatch(/\d new/u);
  expect(await names()).toEqual(["attic", "general"]);
});

test("a page that fetches itself, or is fetched ahead, does not count as read", async () => {
  const browser = await signIn("ben");
  await send("aiko", "Is anybody there?");
  const page = await browser.get(`${room()}?refresh=10`, { "sec-purpose": "prefetch" });
  expect(page.html).toContain(
    `<meta http-equiv="refresh" content="10;url=${room()}?view=plain&amp;refresh=10&amp;auto=1#end">`,
  );
  const unattended = await browser.get(`${room()}?refresh=10&auto=1`);
  expect(unattended.text).toContain("Is anybody there?");
  expect(await entryOf("ben")).toMatchObject({ unread: 1 });

  await browser.submit(unattended, `${room()}/read`, {});
  expect(await entryOf("ben")).toMatchObject({ unread: 0 });
});

test("posts by form, and everybody hears", async () => {
  const browser = await signIn("ben");
  const page = await say(browser, "こんにちは、広場。\r\n二行目です。");
  expect(page.path).toBe(`${room()}?view=plain`);
  expect(page.text).toContain("こんにちは、広場。\n二行目です。");
  const { messages } = await people.aiko.must("message.list", { roomId: generalId, limit: 1 });
  expect(messages[0]).toMatchObject({ body: "こんにちは、広場。\n二行目です。", authorId: people.ids.ben });
});

test("a form that is sent twice is one message, and one that was changed in between asks again", async () => {
  const browser = await signIn("ben");
  const page = await browser.get(room());
  await say(browser, "Only once.", page);
  await say(browser, "Only once.", page);
  const changed = await say(browser, "Changed.", page);
  expect(changed.status).toBe(409);
  expect(changed.text).toContain("This message was sent already.");

  const sent = await browser.submit(changed, `${room()}/messages`, {});
  expect(sent.text.match(/Only once\./gu)).toHaveLength(1);
  expect(sent.text.match(/Changed\./gu)).toHaveLength(1);
});

test("keeps what was typed when it is refused", async () => {
  const browser = await signIn("ben");
  const refused = await say(browser, `too long ${"x".repeat(10_000)}`);
  expect(refused.status).toBe(400);
  expect(refused.form(`${room()}/messages`).body).toHaveLength(10_009);
});

test("replies to a message and leads to it", async () => {
  const { message } = await send("aiko", "Who brings the tea?");
  const browser = await signIn("ben");
  const answering = await browser.get(`${room()}?view=plain&reply=${message.id}`);
  expect(answering.text).toContain("Replying to Aiko: Who brings the tea?");
  const page = await say(browser, "I do.", answering);
  const { messages } = await people.aiko.must("message.list", { roomId: generalId, limit: 1 });
  expect(messages[0]?.replyToId).toBe(message.id);
  expect(page.html).toContain(`href="${room()}?view=plain&amp;message=${message.id}"`);
  expect((await browser.get(`${room()}?view=plain&message=${message.id}`)).text).toContain("Who brings the tea?");
  for (const query of [`message=${message.id.toUpperCase()}`, `reply=${message.id.toUpperCase()}`, "message=X"]) {
    const passedOver = await browser.get(`${room()}?view=plain&${query}`);
    expect(passedOver.status).toBe(200);
    expect((await browser.get(`${room()}/write?${query}`)).status).toBe(200);
  }
});

test("a form in another encoding than UTF-8 is refused, rather than sent without what cannot be read", async () => {
  const browser = await signIn("ben");
  const { lastSeq } = await entryOf("ben");
  const { token, id } = (await browser.get(room())).form(`${room()}/messages`);
  const post = (body: string) =>
    fetch(`${server.url}${room()}/messages`, {
      method: "POST",
      headers: { cookie: people.ben.cookie ?? "", "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(`token=${token}&id=${id}&body=${body}`, "latin1"),
    });
  for (const body of ["caf%E9", "caf\u00e9"]) expect((await post(body)).status).toBe(400);
  expect((await entryOf("ben")).lastSeq).toBe(lastSeq);
  expect((await say(browser, "100 % café")).text).toContain("100 % café");
});

test("what was said before an answer, and the page has not shown, is new on the page that follows", async () => {
  const browser = await signIn("ben");
  const page = await browser.get(`${room()}?view=plain`);
  await send("aiko", `@ben come at once`);
  await send("aiko", "Or tomorrow.");
  const next = await say(browser, "On my way.", page);
  expect(next.html).toMatch(/id="new"[\s\S]*come at once[\s\S]*Or tomorrow[\s\S]*On my way/u);
  expect((await entryOf("ben")).unread).toBe(0);
});

test("pages back through history and forth again", async () => {
  const { entry } = await people.aiko.must("room.create", { id: newId(), kind: "public", name: "long" });
  const roomId = entry.room.id;
  await people.ben.must("room.join", { roomId });
  for (let index = 1; index <= 60; index++) {
    await people.aiko.must("message.send", { id: newId(), roomId, body: `Number ${index}.` });
  }
  const browser = await signIn("ben");
  const newest = await browser.get(`/lite/rooms/${roomId}`);
  expect(newest.text).toContain("Number 60.");
  expect(newest.text).not.toContain("Number 10.");
  const before = /\?view=plain&amp;before=\d+/u.exec(newest.html)?.[0].replace("&amp;", "&");
  const older = await browser.get(`/lite/rooms/${roomId}${before}`);
  expect(older.text).toContain("Number 10.");
  expect(older.text).not.toContain("Number 11.");
  const after = /\?view=plain&amp;after=\d+/u.exec(older.html)?.[0].replace("&amp;", "&");
  expect((await browser.get(`/lite/rooms/${roomId}${after}`)).text).toContain("Number 11.");
});

test("an address in which something stands twice leads to a page all the same", async () => {
  const browser = await signIn("ben");
  for (const path of [`${room()}?auto=1&auto=1`, `${room()}?before=9&before=9`, `${room()}/write?sent=1&sent=1`]) {
    expect((await browser.get(path)).status).toBe(200);
  }
  expect((await browser.get(`${room()}/stream?refresh=10&auto=1&auto=1`)).status).toBe(200);
});

test("what people write can do nothing in a page", async () => {
  const hostile = `<script>alert(1)</script><img src=x onerror="alert(1)"> [x](javascript:alert(1)) "'>`;
  await people.aiko.must("user.updateProfile", { name: `<b onclick="x">Aiko</b>` });
  const { message } = await send("aiko", `${hostile} https://example.org/?a=1&b="2"`);
  const browser = await signIn("ben");
  const stream = await browser.open(`${room()}/stream`);
  await stream.shows("alert");
  await people.aiko.must("message.edit", { messageId: message.id, body: `${hostile} edited` });
  await stream.shows("edited</span>");
  for (const page of [(await browser.get(room())).html, stream.html()]) {
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("&lt;b onclick=&quot;x&quot;&gt;Aiko&lt;/b&gt;");
    expect(page).not.toMatch(/<(?:script|img|b onclick)/u);
    expect(page).not.toMatch(/<[^>]*\son\w+=/u);
    expect(page).not.toMatch(/(?:href|src)="(?!\/|#|https?:\/\/|mailto:)/u);
  }
  expect(stream.html()).toContain(
    `<a href="https://example.org/?a=1&amp;b=" rel="noopener noreferrer nofollow" target="_blank">`,
  );
  stream.close();
  await people.aiko.must("user.updateProfile", { name: "Aiko" });
});

test("no page may run a script or be put into a foreign frame", async () => {
  const browser = await signIn("ben");
  for (const path of [
    "/lite",
    room(),
    `${room()}?view=live`,
    `${room()}/write`,
    `${room()}/stream?refresh=5`,
    "/lite/nowhere",
  ]) {
    const { headers, html } = await browser.get(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-src 'self'; base-uri 'none'; /u,
    );
    expect(policy).toMatch(/frame-ancestors '(?:none|self)'$/u);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(html).not.toMatch(/<script|style="/u);
  }
});

test("a form of another site does nothing", async () => {
  const browser = await signIn("ben");
  const page = await browser.get(room());
  const { token, ...form } = page.form(`${room()}/messages`);
  expect(token).toMatch(/^[\w-]{43}$/u);
  const other = await (await signIn("ben")).get(room());

  const attempts = [
    { typed: { token: "" }, headers: {} },
    { typed: { token: other.form(`${room()}/messages`).token ?? "" }, headers: {} },
    { typed: {}, headers: { origin: "https://elsewhere.example" } },
    { typed: {}, headers: { origin: "null" } },
    { typed: {}, headers: { "sec-fetch-site": "cross-site" } },
  ];
  for (const { typed, headers } of attempts) {
    const refused = await browser.submit(page, `${room()}/messages`, { ...form, body: "Forged.", ...typed }, headers);
    expect(refused.status).toBe(403);
  }
  const stranger = openTextBrowser(server.url);
  const door = await stranger.get("/lite");
  const elsewhere = openTextBrowser(server.url);
  await elsewhere.get("/lite");
  // Signing somebody in to an account of one's own choice is an attack as well.
  expect((await elsewhere.submit(door, "/lite/sign-in", { username: "ben", password })).status).toBe(403);
  expect((await browser.get(room())).text).not.toContain("Forged.");
  expect(
    (await browser.submit(page, `${room()}/messages`, { body: "Genuine." }, { origin: server.url })).text,
  ).toContain("Genuine.");
});

test.each(["plain", "live"])("the %s view of a room names the zone that its times are in", async (view) => {
  const browser = await signIn("ben");
  expect((await browser.get(`${room()}?view=${view}`)).text).toContain(`Times are in ${timeZone}.`);
});

test("a room that one is not in looks like none", async () => {
  const { entry } = await people.aiko.must("room.create", { id: newId(), kind: "private", name: "secret" });
  await people.aiko.must("message.send", { id: newId(), roomId: entry.room.id, body: "Hidden." });
  const browser = await signIn("ben");
  const own = (await browser.get(room())).form(`${room()}/messages`);
  for (const roomId of [entry.room.id, newId()]) {
    for (const part of ["", "?view=live", "/stream", "/write", `?view=plain&before=9999`]) {
      const page = await browser.get(`/lite/rooms/${roomId}${part}`);
      expect(page.status).toBe(404);
      expect(page.text).toContain("There is nothing here, or you are not in this room.");
      expect(page.text).not.toMatch(/secret|Hidden/u);
    }
    const forged = { path: "", form: () => ({ ...own, body: "I am in." }) } as unknown as TextPage;
    expect((await browser.submit(forged, `/lite/rooms/${roomId}/messages`, {})).status).toBe(404);
  }
  expect((await browser.get("/lite/rooms/not-an-id")).status).toBe(404);
});

test("a form that was made for a token is none of a session, whatever ids they have", async () => {
  const { sessions } = await people.dee.must("session.list", {});
  const { secret } = await people.ben.must("token.create", { id: sessions[0]?.id ?? "", name: "script" });
  const browser = openTextBrowser(server.url);
  const page = await browser.get(room(), { authorization: `Bearer ${secret}` });
  const cookie = people.dee.cookie ?? "";
  const sent = await browser.submit(page, `${room()}/messages`, { body: "Not by Dee." }, { cookie });
  expect(sent.status).toBe(403);
});

test("speaks Japanese to whoever asks for it", async () => {
  const browser = openTextBrowser(server.url, "fr;q=0.9, ja;q=0.8, en;q=0.5");
  const door = await browser.get("/lite");
  expect(door.html).toContain('<html lang="ja">');
  const home = await browser.submit(door, "/lite/sign-in", { username: "ben", password });
  expect(home.text).toContain("サインアウト");
});

test("an invite link works here too", async () => {
  const browser = openTextBrowser(server.url);
  const guestCode = await invite(people.aiko, "guest");
  const door = await browser.get(`/lite/join/${guestCode}`);
  expect(door.text).toContain("Aiko invites you to The Square");
  const action = `/lite/join/${guestCode}`;
  const entered = await browser.submit(door, action, { name: "Emi" });
  expect(entered.path).toBe(room());
  // The answer was lost and the form sent again: the same person.
  await browser.submit(door, action, { name: "Emi" });
  const { members } = await people.aiko.must("member.list", { roomId: generalId });
  expect(members).toHaveLength(4);

  const memberCode = await invite(people.aiko, "member");
  const other = openTextBrowser(server.url);
  const form = await other.get(`/lite/join/${memberCode}`);
  const refused = await other.submit(form, `/lite/join/${memberCode}`, { name: "Fumi", username: "ben", password });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("That username is taken.");
  const joined = await other.submit(refused, `/lite/join/${memberCode}`, { username: "fumi", password });
  expect(joined.text).toContain("general");
  expect((await other.get("/lite/join/unknown")).status).toBe(404);
});

test.each([
  ["guest", {}],
  ["member", { username: "sora.m", password }],
] as const)(
  "an invite's form that comes back because the database is away is the same one: a %s comes in once, by the last place",
  async (kind, account) => {
    const browser = openTextBrowser(server.url);
    const action = `/lite/join/${await invite(people.aiko, kind, { maximumUses: 1 })}`;
    const door = await browser.get(action);
    const { members: before } = await people.aiko.must("member.list", { roomId: generalId });
    const { log } = server.node.app;
    const { write } = log;
    // The group is stored, and its answer lost.
    log.write = async (...unit) => {
      await write(...unit);
      log.write = write;
      throw databaseUnavailable();
    };
    const lost = await browser.submit(door, action, { name: "Sora", ...account });
    expect(lost.status).toBe(503);
    const again = await browser.submit(lost, action, kind === "member" ? { password } : {});
    expect(again.path).toBe(room());
    expect((await people.aiko.must("member.list", { roomId: generalId })).members).toHaveLength(before.length + 1);
  },
);

test.each(["愛", "a\r\nb", "a\0b", ""])(
  "an invite's form whose witness was made %j is one without",
  async (witness) => {
    const code = await invite(people.aiko, "guest");
    const [browser, again] = [openTextBrowser(server.url), openTextBrowser(server.url)];
    const action = `/lite/join/${code}`;
    const door = await browser.get(action);
    const entered = await browser.submit(door, action, { name: "Rin", witness });
    expect([entered.status, entered.path]).toEqual([200, room()]);
    // Without a witness nobody else comes in by the same id.
    const typed = { name: "Rin", id: door.form(action).id ?? "", witness };
    expect((await again.submit(await again.get(action), action, typed)).status).toBe(409);
  },
);
