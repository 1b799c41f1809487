import { type EventPage, type EventType, limits, type Message, newId, seqOf } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addToRoom } from "../rooms/membership-writes.ts";
import { type Cast, createCast, createPerson, type Person } from "../testing/cast.ts";
import { connect, must, openKitchen, readEvents, refused, takeSnapshot } from "../testing/device.ts";
import { listenIn } from "../testing/listen-in.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let url: string;
let cast: Cast;
let roomId: string;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

// Aiko runs the room, Ben and Dee, a guest, are in it, Chika is not.
beforeEach(async () => {
  roomId = await openKitchen(url, cast);
});

const send = async (person: Person, body: string, more: { id?: string; replyToId?: string } = {}): Promise<Message> =>
  (await must(url, person, "message.send", { id: newId(), roomId, body, ...more })).message;
const headSeq = () => server.node.app.tail.position();
const get = async (id: string, person = cast.ben) =>
  (await must(url, person, "message.get", { messageIds: [id] })).messages[0];
const query = (text: string, values: unknown[] = []) => server.node.app.db.pool.query(text, values);

/** Aiko's events after a cursor, once one of a type has come to this node. */
async function hearUntil(node: string, since: string, type: EventType): Promise<EventPage> {
  for (let cursor = since; ; ) {
    const news = await readEvents(node, cast.aiko, { since: cursor, wait: 10 });
    if (news.events.some(({ event }) => event.type === type)) return readEvents(node, cast.aiko, { since });
    ({ cursor } = news);
  }
}

describe("message.send", () => {
  it("is heard by who is in the room, the author's other devices included, and by nobody else", async () => {
    const { answer, heard } = await listenIn(url, cast, () => send(cast.ben, "hello"));
    expect(answer).toMatchObject({ roomId, authorId: cast.ben.id, body: "hello", reactions: [], editedAt: null });
    expect(answer.rev).toBe(answer.seq);
    expect(heard).toEqual({ aiko: ["message.created"], ben: ["message.created"], chika: [], dee: ["message.created"] });
  });

  it("again with the same id answers the first result, however it was changed since (L4)", async () => {
    const first = await send(cast.ben, "once");
    const head = headSeq();
    expect(await send(cast.ben, "once", { id: first.id })).toEqual(first);
    expect(headSeq()).toBe(head);
    await must(url, cast.ben, "message.edit", { messageId: first.id, body: "twice" });
    expect(await send(cast.ben, "once", { id: first.id })).toMatchObject({
      id: first.id,
      seq: first.seq,
      body: "twice",
    });
    await must(url, cast.ben, "message.delete", { messageId: first.id });
    expect(await send(cast.ben, "once", { id: first.id })).toMatchObject({ seq: first.seq, body: "" });
  });

  it("with the id of another message is a conflict (L4)", async () => {
    const { id } = await send(cast.ben, "mine");
    const conflict = { code: "CONFLICT", status: 409, details: { reason: "idTaken" } };
    const again = (person: Person, changes: object) =>
      refused(url, person, "message.send", { id, roomId, body: "mine", ...changes });
    expect(await again(cast.aiko, {})).toMatchObject(conflict);
    expect(await again(cast.ben, { body: "other" })).toMatchObject(conflict);
    expect(await again(cast.ben, { roomId: cast.generalId })).toMatchObject(conflict);
    expect(await again(cast.ben, { replyToId: id })).toMatchObject(conflict);
  });

  it("is refused of what its author deleted before it came, whoever else did; by what others deleted it is not (L4)", async () => {
    const [givenUp, wanted] = [newId(), newId()];
    await refused(url, cast.chika, "message.delete", { messageId: givenUp });
    await refused(url, cast.ben, "message.delete", { messageId: givenUp });
    await refused(url, cast.chika, "message.delete", { messageId: wanted });
    expect(await refused(url, cast.ben, "message.send", { id: givenUp, roomId, body: "late" })).toMatchObject({
      code: "CONFLICT",
      details: { reason: "idTaken" },
    });
    expect(await send(cast.ben, "in time", { id: wanted })).toMatchObject({ id: wanted });
  });

  it("after leaving is refused, and so is sending again what was sent before", async () => {
    const { id } = await send(cast.ben, "before");
    await must(url, cast.ben, "room.leave", { roomId });
    const input = { id, roomId, body: "before" };
    expect(await refused(url, cast.ben, "message.send", input)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("may reply to a message of the same room only, which may be deleted", async () => {
    const first = await send(cast.aiko, "question");
    expect(await send(cast.ben, "answer", { replyToId: first.id })).toMatchObject({ replyToId: first.id });
    await must(url, cast.aiko, "message.delete", { messageId: first.id });
    expect(await send(cast.ben, "what?", { replyToId: first.id })).toMatchObject({ replyToId: first.id });
    const input = { id: newId(), roomId: cast.generalId, body: "elsewhere", replyToId: first.id };
    expect(await refused(url, cast.ben, "message.send", input)).toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    ["nothing", { body: "" }],
    ["white space", { body: " \n\t\u3000" }],
    ["too much", { body: "a".repeat(limits.messageLength + 1) }],
    ["too many emoji", { body: "😀".repeat(limits.messageLength + 1) }],
    ["NUL", { body: "a\u0000b" }],
    ["half a character", { body: "\ud83d" }],
    ["a number", { body: 5 }],
    ["a list", { body: ["hello"] }],
    ["its own author", { authorId: newId() }],
    ["its own seq", { seq: 1 }],
    ["an id in capitals", { id: newId().toUpperCase() }],
  ])("refuses %s", async (_, wrong) => {
    const head = headSeq();
    const input = { id: newId(), roomId, body: "right", ...wrong } as never;
    expect(await refused(url, cast.ben, "message.send", input)).toMatchObject({ code: "INVALID_INPUT", status: 400 });
    expect(headSeq()).toBe(head);
  });

  it("keeps a body to the letter, whatever script it is in", async () => {
    const body = "  Zoe\u0308\t愛子 👩‍👩‍👧 \u200fعلي\n\n```ts\nconst a = '<b>';\n```  ";
    expect((await send(cast.ben, body)).body).toBe(body);
    for (const longest of ["a", "😀"].map((character) => character.repeat(limits.messageLength))) {
      expect((await get((await send(cast.ben, longest)).id))?.body).toBe(longest);
    }
  });
});

describe("mentions", () => {
  it("call who is in the room, once each, and nobody outside it", async () => {
    const { mentions } = await send(cast.aiko, "@ben @BEN and @chika, @dee: `@aiko`");
    expect(mentions).toEqual({ userIds: [cast.ben.id, cast.dee.id], room: false });
  });

  it("call the whole room by @room, unless a guest writes it", async () => {
    expect((await send(cast.ben, "@room tea")).mentions).toEqual({ userIds: [], room: true });
    expect((await send(cast.dee, "@room tea, @ben")).mentions).toEqual({ userIds: [cast.ben.id], room: false });
  });

  it("call who has just come in, by another node or in the same breath", async () => {
    const second = await server.addNode();
    const aiko = await connect(url, cast.aiko);
    for (let round = 0; round < 5; round++) {
      await must(second.url, cast.ben, "member.add", { roomId, userId: cast.chika.id });
      expect((await send(cast.aiko, "welcome @chikaさん")).mentions.userIds).toEqual([cast.chika.id]);
      await must(second.url, cast.chika, "room.leave", { roomId });
      const [, sent] = await Promise.all([
        aiko.socket.emitWithAck("member.add", { roomId, userId: cast.chika.id }),
        aiko.socket.emitWithAck("message.send", { id: newId(), roomId, body: "welcome back @chika" }),
      ]);
      expect(sent.data.message.mentions.userIds).toEqual([cast.chika.id]);
      await must(second.url, cast.chika, "room.leave", { roomId });
    }
    aiko.close();
  });

  it("are fixed when the message is sent: an edit calls nobody", async () => {
    const { id } = await send(cast.aiko, "hello");
    const { message } = await must(url, cast.aiko, "message.edit", { messageId: id, body: "hello @ben @room" });
    expect(message.mentions).toEqual({ userIds: [], room: false });
  });

  it("end at a limit; names after it are plain text", async () => {
    const { app } = server.node;
    const count = limits.mentionsPerMessage + 5;
    const crowd = await Promise.all(
      Array.from({ length: count }, (_, index) => createPerson(app, `m${index}x${roomId.slice(-6)}`)),
    );
    await app.log.write(cast.aiko.id, async (tx) => {
      for (const { id: userId } of crowd) await addToRoom(tx, { roomId, userId, role: "member" });
    });
    const { mentions } = await send(cast.aiko, crowd.map(({ username }) => `@${username}`).join(" "));
    expect(mentions.userIds).toEqual(crowd.slice(0, limits.mentionsPerMessage).map(({ id }) => id));
  });
});

describe("message.edit", () => {
  it("is heard by the room, and keeps what was there before", async () => {
    const { id, createdAt } = await send(cast.ben, "frist");
    const { heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "message.edit", { messageId: id, body: "first" }),
    );
    expect(heard).toEqual({ aiko: ["message.edited"], ben: ["message.edited"], chika: [], dee: ["message.edited"] });
    await must(url, cast.ben, "message.edit", { messageId: id, body: "first!" });
    const { edits } = await must(url, cast.dee, "message.listEdits", { messageId: id });
    expect(edits.map(({ body }) => body)).toEqual(["frist", "first"]);
    expect(edits[0]?.at).toBe(createdAt);
    expect(await get(id)).toMatchObject({ body: "first!" });
  });

  it("with the same text changes nothing", async () => {
    const { id } = await send(cast.ben, "same");
    const head = headSeq();
    expect((await must(url, cast.ben, "message.edit", { messageId: id, body: "same" })).message.editedAt).toBeNull();
    expect(headSeq()).toBe(head);
  });

  it("is for the author alone, who runs the room or not", async () => {
    const { id } = await send(cast.ben, "mine");
    for (const person of [cast.aiko, cast.dee]) {
      const input = { messageId: id, body: "yours" };
      expect(await refused(url, person, "message.edit", input)).toMatchObject({ code: "FORBIDDEN" });
    }
    await must(url, cast.dee, "message.edit", { messageId: (await send(cast.dee, "guest")).id, body: "a guest's" });
  });

  it("after leaving is refused", async () => {
    const { id } = await send(cast.ben, "mine");
    await must(url, cast.ben, "room.leave", { roomId });
    const input = { messageId: id, body: "still mine" };
    expect(await refused(url, cast.ben, "message.edit", input)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("ends at a number of times, and not more are listed", async () => {
    const { id } = await send(cast.ben, "mine");
    const store = (first: number, last: number) =>
      query(
        `INSERT INTO message_edit (seq, message_id, body, at)
         SELECT -n, $1, 'earlier', now() FROM generate_series($2::int, $3::int) n`,
        [id, first, last],
      );
    await store(2, limits.editsPerMessage);
    await must(url, cast.ben, "message.edit", { messageId: id, body: "the last" });
    expect(await refused(url, cast.ben, "message.edit", { messageId: id, body: "one more" })).toMatchObject({
      code: "CONFLICT",
      details: { reason: "tooManyEdits" },
    });
    expect(await get(id)).toMatchObject({ body: "the last" });
    // As may be stored from before there was a limit.
    await store(limits.editsPerMessage + 1, limits.editsPerMessage + 10);
    const { edits } = await must(url, cast.ben, "message.listEdits", { messageId: id });
    expect(edits).toHaveLength(limits.editsPerMessage);
    expect((await must(url, cast.ben, "message.delete", { messageId: id })).message.deletedAt).not.toBeNull();
  });

  it("of what was deleted is a conflict", async () => {
    const { id } = await send(cast.ben, "gone");
    await must(url, cast.ben, "message.delete", { messageId: id });
    expect(await refused(url, cast.ben, "message.edit", { messageId: id, body: "back" })).toMatchObject({
      code: "CONFLICT",
      details: { reason: "messageDeleted" },
    });
  });
});

describe("message.delete", () => {
  it("leaves a tombstone in its place, without text, reactions or history", async () => {
    const { id, seq } = await send(cast.ben, "a mistake");
    await must(url, cast.ben, "message.edit", { messageId: id, body: "a bigger mistake" });
    await must(url, cast.aiko, "reaction.add", { messageId: id, emoji: "😮" });
    const { heard } = await listenIn(url, cast, () => must(url, cast.ben, "message.delete", { messageId: id }));
    expect(heard).toEqual({ aiko: ["message.deleted"], ben: ["message.deleted"], chika: [], dee: ["message.deleted"] });
    const held = await get(id);
    expect(held).toMatchObject({ seq, body: "", reactions: [], editedAt: null });
    expect(held?.deletedAt).not.toBeNull();
    expect(await must(url, cast.ben, "message.listEdits", { messageId: id })).toEqual({ edits: [] });
  });

  it("erases the text from the tables and from the log, on every node", async () => {
    const since = (await readEvents(url, cast.ben)).cursor;
    const second = await server.addNode();
    const { id } = await send(cast.ben, "a-secret-text one");
    await must(url, cast.ben, "message.edit", { messageId: id, body: "a-secret-text two" });
    expect(JSON.stringify(await hearUntil(second.url, since, "message.edited"))).toContain("a-secret-text");
    await must(url, cast.ben, "message.delete", { messageId: id });
    const { rows } = await query(
      `SELECT (SELECT count(*) FROM event WHERE body::text LIKE '%a-secret-text%') AS events,
              (SELECT count(*) FROM message WHERE body LIKE '%a-secret-text%') AS messages,
              (SELECT count(*) FROM message_edit WHERE body LIKE '%a-secret-text%') AS edits`,
    );
    expect(rows).toEqual([{ events: "0", messages: "0", edits: "0" }]);
    for (const node of [url, second.url, (await server.addNode()).url]) {
      expect(JSON.stringify(await hearUntil(node, since, "message.deleted"))).not.toContain("a-secret-text");
    }
  });

  it("forgets whom the text named, on every node", async () => {
    const since = (await readEvents(url, cast.ben)).cursor;
    const second = await server.addNode();
    const { id, mentions } = await send(cast.ben, "@dee and @chika");
    expect(mentions.userIds).toEqual([cast.dee.id]);
    await must(url, cast.ben, "message.edit", { messageId: id, body: "@dee, never mind" });
    expect(JSON.stringify(await hearUntil(second.url, since, "message.edited"))).toContain(cast.dee.id);
    const { message } = await must(url, cast.ben, "message.delete", { messageId: id });
    const nobody = { userIds: [], room: false };
    expect(message.mentions).toEqual(nobody);
    expect((await get(id))?.mentions).toEqual(nobody);
    const { rows } = await query("SELECT FROM event WHERE body::text LIKE $1 AND body::text LIKE $2", [
      `%${id}%`,
      `%${cast.dee.id}%`,
    ]);
    expect(rows).toEqual([]);
    for (const node of [url, second.url, (await server.addNode()).url]) {
      const { events } = await hearUntil(node, since, "message.deleted");
      expect(JSON.stringify(events)).not.toContain(cast.dee.id);
    }
  });

  it("tells those whom it called by name, and who have not read it, what is left to read", async () => {
    const sent = [await send(cast.ben, "@aiko"), await send(cast.ben, "@aiko @dee"), await send(cast.ben, "@aiko")];
    const [first, both] = sent;
    await must(url, cast.dee, "read.mark", { roomId, seq: both?.seq ?? 0 });
    const { heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "message.delete", { messageId: both?.id ?? "" }),
    );
    expect(heard).toEqual({
      aiko: ["message.deleted", "read.marked"],
      ben: ["message.deleted"],
      chika: [],
      dee: ["message.deleted"],
    });
    await must(url, cast.ben, "message.delete", { messageId: first?.id ?? "" });
    expect((await takeSnapshot(url, cast.aiko)).state.rooms[roomId]).toMatchObject({ unread: 1, mentions: 1 });
  });

  it("erases the text though it was sent, edited and deleted in one breath", async () => {
    const since = (await readEvents(url, cast.ben)).cursor;
    const ben = await connect(url, cast.ben);
    const id = newId();
    const answers = await Promise.all([
      ben.socket.emitWithAck("message.send", { id, roomId, body: "a-hasty-text one" }),
      ben.socket.emitWithAck("message.edit", { messageId: id, body: "a-hasty-text two" }),
      ben.socket.emitWithAck("message.delete", { messageId: id }),
    ]);
    ben.close();
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    const { rows } = await query("SELECT count(*) FROM event WHERE body::text LIKE '%a-hasty-text%'");
    expect(rows).toEqual([{ count: "0" }]);
    const page = await readEvents(url, cast.aiko, { since });
    expect(page.events.map(({ event }) => event.type)).toEqual([
      "message.created",
      "message.edited",
      "message.deleted",
    ]);
    expect(JSON.stringify(page)).not.toContain("a-hasty-text");
  });

  it("erases the text though its author edits it in the breath in which somebody else deletes it", async () => {
    const [ben, aiko] = [await connect(url, cast.ben), await connect(url, cast.aiko)];
    // Whether both are written as one, and which comes first, is for the sockets to say.
    for (let count = 0; count < 10; count++) {
      const messageId = newId();
      await must(url, cast.ben, "message.send", { id: messageId, roomId, body: "fine" });
      const [, deletion] = await Promise.all([
        ben.socket.emitWithAck("message.edit", { messageId, body: "a-second-thought" }),
        aiko.socket.emitWithAck("message.delete", { messageId }),
      ]);
      expect(deletion).toMatchObject({ ok: true });
    }
    for (const device of [ben, aiko]) device.close();
    const { rows } = await query("SELECT count(*) FROM event WHERE body::text LIKE '%a-second-thought%'");
    expect(rows).toEqual([{ count: "0" }]);
  });

  it("is for the author and for those who run the room", async () => {
    const { id } = await send(cast.aiko, "stays");
    expect(await refused(url, cast.dee, "message.delete", { messageId: id })).toMatchObject({ code: "FORBIDDEN" });
    const { id: other } = await send(cast.dee, "goes");
    expect((await must(url, cast.aiko, "message.delete", { messageId: other })).message.deletedAt).not.toBeNull();
  });

  it("again answers the first result", async () => {
    const { id } = await send(cast.ben, "gone");
    const first = await must(url, cast.ben, "message.delete", { messageId: id });
    const head = headSeq();
    expect(await must(url, cast.ben, "message.delete", { messageId: id })).toEqual(first);
    expect(headSeq()).toBe(head);
  });

  it("shows in what quoted it", async () => {
    const { id } = await send(cast.ben, "a-quoted-text");
    for (let index = 0; index < 3; index++) await send(cast.aiko, `between ${index}`);
    await send(cast.aiko, "re", { replyToId: id });
    await must(url, cast.ben, "message.delete", { messageId: id });
    const page = await must(url, cast.dee, "message.list", { roomId, limit: 2 });
    expect(page.quoted).toMatchObject([{ id, body: "" }]);
    expect(JSON.stringify(page)).not.toContain("a-quoted-text");
  });
});

describe("message.list", () => {
  const bodies = ({ messages }: { messages: Message[] }) => messages.map(({ body }) => body);

  /** m1 to m9, the room renamed after m3 and m6, Chika joining after m9. */
  async function tellStory(): Promise<Message[]> {
    const sent: Message[] = [];
    for (let number = 1; number <= 9; number++) {
      sent.push(await send(cast.ben, `m${number}`));
      if (number % 3 === 0 && number < 9)
        await must(url, cast.aiko, "room.update", { roomId, name: `after m${number}` });
    }
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.chika.id });
    return sent;
  }

  it("begins with the newest and goes back to the first, with every note once and in its place", async () => {
    await tellStory();
    const pages = [];
    let before: number | undefined;
    for (let older = true; older; ) {
      const page = await must(url, cast.dee, "message.list", {
        roomId,
        limit: 4,
        ...(before !== undefined && { before }),
      });
      expect(page.newer).toBe(before !== undefined);
      pages.unshift(page);
      older = page.older;
      before = page.messages[0]?.seq;
    }
    expect(pages.map(bodies)).toEqual([["m1"], ["m2", "m3", "m4", "m5"], ["m6", "m7", "m8", "m9"]]);
    const notes = pages.flatMap((page) => page.notes);
    expect(notes.map(({ kind, text }) => text || kind)).toEqual([
      "joined",
      "joined",
      "joined",
      "after m3",
      "after m6",
      "joined",
    ]);
    const whole = await must(url, cast.dee, "message.list", { roomId, limit: 100 });
    expect([whole.messages, whole.notes]).toEqual([pages.flatMap((page) => page.messages), notes]);
    expect([whole.older, whole.newer]).toEqual([false, false]);
  });

  it("opens around a message and goes forward to the newest, with every note once and in its place", async () => {
    const sent = await tellStory();
    const around = await must(url, cast.dee, "message.list", { roomId, around: sent[3]?.seq ?? 0, limit: 4 });
    expect(bodies(around)).toEqual(["m2", "m3", "m4", "m5"]);
    expect([around.older, around.newer]).toEqual([true, true]);
    expect(around.notes.map(({ text }) => text)).toEqual(["after m3"]);
    const notes = [];
    const seen = bodies(around);
    for (let { messages, newer } = around; newer; ) {
      const after = messages.at(-1)?.seq ?? 0;
      const page = await must(url, cast.dee, "message.list", { roomId, after, limit: 3 });
      notes.push(...page.notes);
      seen.push(...bodies(page));
      ({ messages, newer } = page);
    }
    expect(seen).toEqual(["m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"]);
    expect(notes.map(({ kind, text }) => text || kind)).toEqual(["after m6", "joined"]);
  });

  it("opens around a message with as many as were asked for, and no more", async () => {
    const sent = await tellStory();
    const middle = sent[4]?.seq ?? 0;
    const around = (limit: number, seq = middle) => must(url, cast.dee, "message.list", { roomId, around: seq, limit });
    expect(bodies(await around(1))).toEqual(["m5"]);
    expect(bodies(await around(3))).toEqual(["m4", "m5", "m6"]);
    const [one, last] = [await around(1), await around(1, Number.MAX_SAFE_INTEGER)];
    expect([one.older, one.newer]).toEqual([true, true]);
    expect([bodies(last), last.notes, last.older, last.newer]).toEqual([[], [], true, false]);
  });

  it("says that there is no more where it ends with the last message, or begins with the first", async () => {
    const sent = await tellStory();
    const list = async (place: { before?: number; after?: number; around?: number }, limit: number) => {
      const page = await must(url, cast.dee, "message.list", { roomId, ...place, limit });
      return [bodies(page).join(" "), page.older, page.newer];
    };
    const seqOf = (number: number) => sent[number - 1]?.seq ?? 0;
    expect(await list({ around: seqOf(3) }, 4)).toEqual(["m1 m2 m3 m4", false, true]);
    expect(await list({ around: seqOf(8) }, 4)).toEqual(["m6 m7 m8 m9", true, false]);
    expect(await list({ before: seqOf(4) }, 3)).toEqual(["m1 m2 m3", false, true]);
    expect(await list({ after: seqOf(6) }, 3)).toEqual(["m7 m8 m9", true, false]);
    expect(await list({}, 9)).toEqual(["m1 m2 m3 m4 m5 m6 m7 m8 m9", false, false]);
  });

  it("opens around a seq where there is no message, at either end of the log too", async () => {
    await tellStory();
    const first = await must(url, cast.dee, "message.list", { roomId, around: 0, limit: 4 });
    expect([bodies(first), first.older, first.newer]).toEqual([["m1", "m2"], false, true]);
    const last = await must(url, cast.dee, "message.list", { roomId, around: Number.MAX_SAFE_INTEGER, limit: 4 });
    expect([bodies(last), last.older, last.newer]).toEqual([["m8", "m9"], true, false]);
    const beyond = await must(url, cast.dee, "message.list", { roomId, after: Number.MAX_SAFE_INTEGER });
    expect([bodies(beyond), beyond.newer]).toEqual([[], false]);
    const ahead = await must(url, cast.dee, "message.list", { roomId, before: 0 });
    expect([bodies(ahead), ahead.older]).toEqual([[], false]);
  });

  it("says of the side that was not asked for, too, whether more follows", async () => {
    const sent = await tellStory();
    const list = (stretch: { before: number } | { after: number }) =>
      must(url, cast.dee, "message.list", { roomId, limit: 4, ...stretch });
    const last = sent.at(-1)?.seq ?? 0;
    const head = await list({ before: headSeq() + 1 });
    expect([bodies(head), head.older, head.newer]).toEqual([["m6", "m7", "m8", "m9"], true, false]);
    expect(head.notes.map(({ kind, text }) => text || kind)).toEqual(["after m6", "joined"]);
    // Chika's joining follows the last message.
    expect((await list({ before: last + 1 })).newer).toBe(true);
    const first = await list({ after: 0 });
    expect([bodies(first), first.older, first.newer]).toEqual([["m1", "m2", "m3", "m4"], false, true]);
    expect(first.notes.map(({ kind, text }) => text || kind)).toEqual(["joined", "joined", "joined", "after m3"]);
    // Three came before the first message.
    expect((await list({ after: (sent[0]?.seq ?? 0) - 1 })).older).toBe(true);
  });

  it("brings what is quoted from outside the page, and nothing twice", async () => {
    const first = await send(cast.ben, "question");
    for (let index = 0; index < 3; index++) await send(cast.aiko, `between ${index}`);
    const second = await send(cast.aiko, "answer", { replyToId: first.id });
    await send(cast.ben, "thanks", { replyToId: second.id });
    const page = await must(url, cast.dee, "message.list", { roomId, limit: 2 });
    expect(bodies(page)).toEqual(["answer", "thanks"]);
    expect(page.quoted).toMatchObject([{ id: first.id, body: "question" }]);
  });

  it("shows who comes later what was said before", async () => {
    await tellStory();
    const page = await must(url, cast.chika, "message.list", { roomId, limit: 3 });
    expect(bodies(page)).toEqual(["m7", "m8", "m9"]);
    expect(page.seq).toBe(headSeq());
  });

  it("of an empty room is empty", async () => {
    const empty = newId();
    await must(url, cast.aiko, "room.create", { id: empty, kind: "private", name: "Empty" });
    const page = await must(url, cast.aiko, "message.list", { roomId: empty });
    expect(page).toMatchObject({ messages: [], quoted: [], older: false, newer: false });
    expect(page.notes.map(({ kind }) => kind)).toEqual(["joined"]);
  });

  it.each([
    [{ limit: 0 }],
    [{ limit: limits.pageSize + 1 }],
    [{ before: -1 }],
    [{ before: 1, after: 1 }],
    [{ after: 1.5 }],
    [{ around: "1" }],
  ])("refuses %j", async (wrong) => {
    expect(await refused(url, cast.ben, "message.list", { roomId, ...wrong } as never)).toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

describe("message.get", () => {
  it("answers those of my rooms and leaves out the rest", async () => {
    const here = await send(cast.ben, "here");
    const elsewhere = newId();
    await must(url, cast.aiko, "room.create", { id: elsewhere, kind: "private", name: "Elsewhere" });
    const there = await must(url, cast.aiko, "message.send", { id: newId(), roomId: elsewhere, body: "there" });
    const messageIds = [there.message.id, here.id, newId(), here.id];
    const ids = async (person: Person) =>
      (await must(url, person, "message.get", { messageIds })).messages.map(({ id }) => id).sort();
    expect(await ids(cast.aiko)).toEqual([here.id, there.message.id].sort());
    expect(await ids(cast.ben)).toEqual([here.id]);
    expect(await ids(cast.chika)).toEqual([]);
  });

  it("takes at most a page of ids", async () => {
    const messageIds = Array.from({ length: limits.pageSize + 1 }, () => newId());
    expect(await refused(url, cast.ben, "message.get", { messageIds })).toMatchObject({ code: "INVALID_INPUT" });
    expect(await refused(url, cast.ben, "message.get", { messageIds: [] })).toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("many at once", () => {
  it("keep the order in which one person sent them, whatever else is written (L1, L2)", async () => {
    const ben = await connect(url, cast.ben);
    const since = seqOf(ben.hello.cursor);
    const burst = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      burst.map((index) => ben.socket.emitWithAck("message.send", { id: newId(), roomId, body: `b${index}` })),
    );
    const seqs = answers.map(({ data }) => data.seq);
    expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
    await ben.hears(({ seq }) => seq === seqs.at(-1));
    expect(ben.heard.map(({ seq }) => seq)).toEqual(burst.map((index) => since + index + 1));
    ben.close();
    const { state } = await takeSnapshot(url, cast.aiko, [roomId]);
    expect(state.rooms[roomId]).toMatchObject({ unread: 200, lastSeq: seqs.at(-1) });
  });

  it("keep it in several rooms too (L1, L2)", async () => {
    const ben = await connect(url, cast.ben);
    const rooms = [roomId, cast.generalId];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const room = rooms[index % rooms.length];
        return ben.socket.emitWithAck("message.send", { id: newId(), roomId: room, body: `c${index}` });
      }),
    );
    ben.close();
    const seqs = answers.map(({ data }) => data.seq);
    expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
  });
});
