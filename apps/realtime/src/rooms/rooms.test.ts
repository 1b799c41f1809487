import { limits, newId, type RoomKind } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast, createPerson } from "../testing/cast.ts";
import { connect, must, refused, takeSnapshot } from "../testing/device.ts";
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
  roomId = await createRoom("private");
  for (const { id: userId } of [cast.ben, cast.dee]) await must(url, cast.aiko, "member.add", { roomId, userId });
});

async function createRoom(kind: RoomKind, name = "Kitchen"): Promise<string> {
  const id = newId();
  await must(url, cast.aiko, "room.create", { id, kind, name });
  return id;
}

const send = (person = cast.aiko) => must(url, person, "message.send", { id: newId(), roomId, body: "hello" });
const headSeq = () => server.node.app.tail.position();

describe("room.create", () => {
  it("makes its creator the admin, and only their devices hear of it", async () => {
    const input = { id: newId(), kind: "private", name: "  Den ", topic: "quiet" } as const;
    const { answer, heard } = await listenIn(url, cast, () => must(url, cast.ben, "room.create", input));
    expect(answer.entry).toMatchObject({
      room: { id: input.id, kind: "private", name: "Den", topic: "quiet", archived: false, autoJoin: false },
      memberCount: 1,
      membership: { role: "admin" },
      unread: 0,
    });
    expect(heard).toEqual({ aiko: [], ben: ["member.joined", "room.joined"], chika: [], dee: [] });
    expect((await takeSnapshot(url, cast.ben)).state.rooms[input.id]).toEqual(answer.entry);
  });

  it("is heard by nobody else when the room is public either: who browses will find it", async () => {
    const input = { id: newId(), kind: "public", name: "Garden" } as const;
    const { heard } = await listenIn(url, cast, () => must(url, cast.ben, "room.create", input));
    expect(heard.chika).toEqual([]);
    expect((await must(url, cast.chika, "room.list", { query: "gard" })).rooms).toMatchObject([
      { room: { id: input.id }, memberCount: 1, joined: false },
    ]);
  });

  it("answers the first result when it is sent again, and a conflict to anybody else (L4)", async () => {
    const input = { id: newId(), kind: "public", name: "Once" } as const;
    const first = await must(url, cast.ben, "room.create", input);
    const head = headSeq();
    expect((await must(url, cast.ben, "room.create", input)).entry).toEqual(first.entry);
    expect(await refused(url, cast.chika, "room.create", input)).toMatchObject({
      code: "CONFLICT",
      details: { reason: "idTaken" },
    });
    expect(headSeq()).toBe(head);
  });

  it("under the id of another room is a conflict, however that one was changed since (L4)", async () => {
    const input = { id: newId(), kind: "public", name: "Plans", topic: "ours" } as const;
    await must(url, cast.ben, "room.create", input);
    const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
    for (const other of [{ kind: "private" as const }, { name: "Secret plans" }, { topic: "" }]) {
      expect(await refused(url, cast.ben, "room.create", { ...input, ...other })).toMatchObject(taken);
    }
    await must(url, cast.ben, "room.update", { roomId: input.id, name: "Old plans" });
    expect((await must(url, cast.ben, "room.create", input)).entry.room.name).toBe("Old plans");
    expect(await refused(url, cast.ben, "room.create", { ...input, kind: "private" })).toMatchObject(taken);
  });

  it("is not for who is made a guest while it waits to be written", async () => {
    const emi = await createPerson(server.node.app, "emi");
    const { socket } = await connect(url, emi);
    const other = await server.node.app.db.pool.connect();
    await other.query("BEGIN; SELECT seq FROM log_head WHERE id = 1 FOR UPDATE");
    const demoted = must(url, cast.aiko, "user.setRole", { userId: emi.id, role: "guest" });
    const isWaiting = async () => (await other.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount !== 0;
    while (!(await isWaiting())) await new Promise(setImmediate);
    socket.emit("room.create", { id: newId(), kind: "public", name: "Emi's" }, () => undefined);
    // Answered when the room that was asked for before it waits already.
    await socket.emitWithAck("workspace.status", {});
    await other.query("COMMIT");
    other.release();
    await demoted;
    const { rooms } = await must(url, cast.aiko, "room.list", { query: "Emi's" });
    expect(rooms).toEqual([]);
  });

  it("is not for guests", async () => {
    const input = { id: newId(), kind: "private", name: "Dee's" } as const;
    expect(await refused(url, cast.dee, "room.create", input)).toMatchObject({ code: "FORBIDDEN", status: 403 });
  });

  it.each([
    ["no name", { name: "   " }],
    ["a name too long", { name: "a".repeat(limits.roomNameLength + 1) }],
    ["a name that turns text around", { name: "a\u202eb" }],
    ["a topic too long", { topic: "a".repeat(limits.roomTopicLength + 1) }],
    ["a kind nobody knows", { kind: "secret" }],
    ["an id that is none", { id: "kitchen" }],
    ["a field nobody knows", { createdById: newId() }],
  ])("refuses %s", async (_, wrong) => {
    const input = { id: newId(), kind: "public", name: "Right", ...wrong } as never;
    expect(await refused(url, cast.ben, "room.create", input)).toMatchObject({ code: "INVALID_INPUT", status: 400 });
  });
});

describe("room.update", () => {
  it("tells the room what has changed, and nobody outside", async () => {
    const { answer, heard } = await listenIn(url, cast, () =>
      must(url, cast.aiko, "room.update", { roomId, name: "Pantry", topic: "bread" }),
    );
    expect(answer.room).toMatchObject({ name: "Pantry", topic: "bread", rev: answer.seq });
    expect(heard).toEqual({ aiko: ["room.updated"], ben: ["room.updated"], chika: [], dee: ["room.updated"] });
    const { notes } = await must(url, cast.ben, "message.list", { roomId });
    expect(notes.slice(-2)).toMatchObject([
      { kind: "renamed", text: "Pantry", actorId: cast.aiko.id },
      { kind: "topic", text: "bread" },
    ]);
  });

  it("says nothing again that is so already", async () => {
    const head = headSeq();
    expect(await must(url, cast.aiko, "room.update", { roomId, name: "Kitchen", topic: "" })).toMatchObject({
      seq: head,
    });
    expect(headSeq()).toBe(head);
  });

  it("is for those who run the room", async () => {
    for (const person of [cast.ben, cast.dee]) {
      expect(await refused(url, person, "room.update", { roomId, name: "Mine" })).toMatchObject({ code: "FORBIDDEN" });
    }
    await must(url, cast.aiko, "member.setRole", { roomId, userId: cast.ben.id, role: "admin" });
    expect(await must(url, cast.ben, "room.update", { roomId, name: "Ours" })).toMatchObject({
      room: { name: "Ours" },
    });
  });

  it("lets new people join by themselves, or no longer", async () => {
    expect(await must(url, cast.aiko, "room.update", { roomId, autoJoin: true })).toMatchObject({
      room: { autoJoin: true },
    });
    const { notes } = await must(url, cast.ben, "message.list", { roomId });
    expect(notes.map(({ kind }) => kind)).not.toContain("settings");
  });
});

describe("rooms that new people join by themselves", () => {
  const full = { code: "CONFLICT", details: { reason: "tooManyAutoJoinRooms" } };
  const set = (id: string, autoJoin: boolean) => must(url, cast.aiko, "room.update", { roomId: id, autoJoin });

  it("are so many and no more; one can be switched off and on again, or another in its place", async () => {
    const { pool } = server.node.app.db;
    const crowd = "SELECT gen_random_uuid(), 'public', 'Crowd', true, now() FROM generate_series(1, $1::int)";
    const other = await createRoom("public");
    const { rowCount } = await pool.query("SELECT FROM room WHERE auto_join AND archived_at IS NULL");
    const free = limits.autoJoinRooms - (rowCount ?? 0);
    await pool.query(`INSERT INTO room (id, kind, name, auto_join, created_at) ${crowd}`, [free - 1]);
    for (const autoJoin of [true, false, true]) await set(roomId, autoJoin);
    const oneMore = { roomId: other, autoJoin: true };
    expect(await refused(url, cast.aiko, "room.update", oneMore)).toMatchObject(full);
    // It is one of them already.
    await set(roomId, true);

    await must(url, cast.aiko, "room.archive", { roomId });
    await set(other, true);
    expect(await refused(url, cast.aiko, "room.archive", { roomId, archived: false })).toMatchObject(full);
    await set(other, false);
    await must(url, cast.aiko, "room.archive", { roomId, archived: false });
    await pool.query("UPDATE room SET auto_join = false WHERE name = 'Crowd'");
  });
});

describe("room.archive", () => {
  it("leaves a room readable and takes nothing more in, until it is brought back", async () => {
    const { message } = await send(cast.ben);
    const { heard } = await listenIn(url, cast, () => must(url, cast.aiko, "room.archive", { roomId }));
    expect(heard).toEqual({ aiko: ["room.updated"], ben: ["room.updated"], chika: [], dee: ["room.updated"] });
    const archived = { code: "FORBIDDEN", details: { reason: "roomArchived" } };
    const messageId = message.id;
    expect(await refused(url, cast.ben, "message.send", { id: newId(), roomId, body: "late" })).toMatchObject(archived);
    expect(await refused(url, cast.ben, "message.edit", { messageId, body: "late" })).toMatchObject(archived);
    expect(await refused(url, cast.ben, "reaction.add", { messageId, emoji: "👍" })).toMatchObject(archived);
    expect(await refused(url, cast.aiko, "room.update", { roomId, name: "late" })).toMatchObject(archived);
    expect(await refused(url, cast.aiko, "member.add", { roomId, userId: cast.chika.id })).toMatchObject(archived);
    expect((await must(url, cast.ben, "message.list", { roomId })).messages).toMatchObject([{ id: messageId }]);
    expect(await must(url, cast.dee, "read.mark", { roomId, seq: message.seq })).toMatchObject({ unread: 0 });
    await must(url, cast.aiko, "room.archive", { roomId, archived: false });
    expect(await send(cast.ben)).toMatchObject({ message: { body: "hello" } });
  });

  it("is for those who run the room", async () => {
    expect(await refused(url, cast.ben, "room.archive", { roomId })).toMatchObject({ code: "FORBIDDEN" });
  });

  it("keeps the moment it was archived when it is asked for twice, and says it once", async () => {
    await must(url, cast.aiko, "room.archive", { roomId });
    const head = headSeq();
    expect(await must(url, cast.aiko, "room.archive", { roomId })).toMatchObject({
      room: { archived: true },
      seq: head,
    });
    expect(headSeq()).toBe(head);
  });

  it("takes a public room off the list of those to join, onto that of the archived", async () => {
    const open = await createRoom("public", "Attic");
    await must(url, cast.aiko, "room.archive", { roomId: open });
    const listed = async (archived: boolean) =>
      (await must(url, cast.chika, "room.list", { query: "attic", archived })).rooms.map(({ room }) => room.id);
    expect([await listed(false), await listed(true)]).toEqual([[], [open]]);
    expect(await refused(url, cast.chika, "room.join", { roomId: open })).toMatchObject({
      code: "FORBIDDEN",
      details: { reason: "roomArchived" },
    });
  });
});

describe("room.join", () => {
  it("lets a member into a public room, with everything before read", async () => {
    const open = await createRoom("public");
    await must(url, cast.aiko, "message.send", { id: newId(), roomId: open, body: "before" });
    const { answer, heard } = await listenIn(url, cast, () => must(url, cast.chika, "room.join", { roomId: open }));
    expect(heard).toEqual({ aiko: ["member.joined"], ben: [], chika: ["member.joined", "room.joined"], dee: [] });
    expect(answer.entry).toMatchObject({ memberCount: 2, membership: { role: "member" }, unread: 0, mentions: 0 });
    const { messages } = await must(url, cast.chika, "message.list", { roomId: open });
    expect(messages.map(({ body }) => body)).toEqual(["before"]);
  });

  it("of a room in which nobody is left but guests, or people whose account is closed, lets the member run it", async () => {
    const fumi = await createPerson(server.node.app, "fumi");
    const closed = newId();
    await must(url, fumi, "room.create", { id: closed, kind: "public", name: "Fumi's" });
    await must(url, cast.aiko, "user.setDeactivated", { userId: fumi.id, deactivated: true });
    const left = await createRoom("public", "For guests");
    await must(url, cast.aiko, "member.add", { roomId: left, userId: cast.dee.id });
    await must(url, cast.aiko, "room.leave", { roomId: left });
    for (const nobodys of [closed, left]) {
      const { entry } = await must(url, cast.chika, "room.join", { roomId: nobodys });
      expect(entry).toMatchObject({ memberCount: 2, membership: { role: "admin" } });
      await must(url, cast.chika, "room.update", { roomId: nobodys, topic: "Chika sees to it" });
    }
  });

  it("again changes nothing", async () => {
    const open = await createRoom("public");
    const first = await must(url, cast.chika, "room.join", { roomId: open });
    const head = headSeq();
    expect(await must(url, cast.chika, "room.join", { roomId: open })).toEqual({ entry: first.entry, seq: head });
    expect(headSeq()).toBe(head);
  });
});

describe("room.leave", () => {
  it("is heard by the room and by the leaver's own devices, and nothing after it is", async () => {
    const { heard } = await listenIn(url, cast, async () => {
      await must(url, cast.ben, "room.leave", { roomId });
      await send();
    });
    expect(heard).toEqual({
      aiko: ["member.left", "message.created"],
      ben: ["member.left", "room.left"],
      chika: [],
      dee: ["member.left", "message.created"],
    });
    expect((await takeSnapshot(url, cast.ben)).state.rooms[roomId]).toBeUndefined();
  });

  it("sent again says that there is no such room", async () => {
    await must(url, cast.ben, "room.leave", { roomId });
    expect(await refused(url, cast.ben, "room.leave", { roomId })).toMatchObject({ code: "NOT_FOUND" });
  });

  it("is open to guests and from an archived room", async () => {
    await must(url, cast.aiko, "room.archive", { roomId });
    await must(url, cast.dee, "room.leave", { roomId });
    expect((await takeSnapshot(url, cast.aiko)).state.rooms[roomId]).toMatchObject({ memberCount: 2 });
  });

  it("forgets the leaver's draft, mark and settings of the room", async () => {
    const open = await createRoom("public");
    await must(url, cast.ben, "room.join", { roomId: open });
    await must(url, cast.ben, "draft.save", { roomId: open, body: "half a thou" });
    await must(url, cast.ben, "room.configure", { roomId: open, muted: true });
    await must(url, cast.ben, "room.leave", { roomId: open });
    const { entry } = await must(url, cast.ben, "room.join", { roomId: open });
    expect(entry).toMatchObject({ membership: { muted: false, starred: false }, unread: 0 });
    expect((await takeSnapshot(url, cast.ben)).state.drafts[open]).toBeUndefined();
  });

  it("by the last who runs the room hands it to who has been there longest, guests aside", async () => {
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.chika.id });
    await must(url, cast.aiko, "room.leave", { roomId });
    const { members } = await must(url, cast.ben, "member.list", { roomId });
    expect(members.map(({ userId, role }) => [userId, role])).toEqual([
      [cast.ben.id, "admin"],
      [cast.dee.id, "member"],
      [cast.chika.id, "member"],
    ]);
    expect(await must(url, cast.ben, "room.update", { roomId, name: "Ben's now" })).toMatchObject({
      room: { name: "Ben's now" },
    });
  });

  it("by one of several who run it hands it to nobody", async () => {
    await must(url, cast.aiko, "member.setRole", { roomId, userId: cast.dee.id, role: "admin" });
    await must(url, cast.aiko, "room.leave", { roomId });
    const { members } = await must(url, cast.ben, "member.list", { roomId });
    expect(members.map(({ role }) => role)).toEqual(["member", "admin"]);
  });

  it("by the last of all leaves the room empty, and a public one can be joined again", async () => {
    const open = await createRoom("public", "Empty");
    await must(url, cast.aiko, "room.leave", { roomId: open });
    expect((await must(url, cast.chika, "room.list", { query: "empty" })).rooms).toMatchObject([{ memberCount: 0 }]);
    expect(await must(url, cast.chika, "room.join", { roomId: open })).toMatchObject({
      entry: { memberCount: 1, membership: { role: "admin" } },
    });
  });
});

describe("room.configure", () => {
  it("is for myself alone, on all my devices", async () => {
    const { answer, heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "room.configure", { roomId, muted: true }),
    );
    expect(answer.membership).toMatchObject({ muted: true, starred: false });
    expect(heard).toEqual({ aiko: [], ben: ["room.configured"], chika: [], dee: [] });
    await must(url, cast.ben, "room.configure", { roomId, starred: true });
    const { rooms } = (await takeSnapshot(url, cast.ben)).state;
    expect(rooms[roomId]?.membership).toMatchObject({ muted: true, starred: true });
    expect((await takeSnapshot(url, cast.aiko)).state.rooms[roomId]?.membership).toMatchObject({ muted: false });
  });

  it("says nothing again that is so already", async () => {
    await must(url, cast.ben, "room.configure", { roomId, muted: true });
    const head = headSeq();
    expect(await must(url, cast.ben, "room.configure", { roomId, muted: true })).toMatchObject({ seq: head });
    expect(headSeq()).toBe(head);
  });
});

describe("room.list", () => {
  it("shows public rooms by name, page by page, and finds them by a part of it", async () => {
    const names = ["Zebra", "apple", "Mango", "mango juice"].map((name) => `${name} ${roomId.slice(-4)}`);
    for (const name of names) await createRoom("public", name);
    await createRoom("private", `hidden ${roomId.slice(-4)}`);
    const query = roomId.slice(-4).toUpperCase();
    const all = await must(url, cast.chika, "room.list", { query });
    expect(all.rooms.map(({ room }) => room.name).sort()).toEqual([...names].sort());
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await must(url, cast.chika, "room.list", { query, limit: 3, ...(after && { after }) });
      seen.push(...page.rooms.map(({ room }) => room.id));
      more = page.more;
      after = seen.at(-1);
    }
    expect(seen).toEqual(all.rooms.map(({ room }) => room.id));
  });

  it("tells nothing of a private room by its place in the order", async () => {
    const hidden = await createRoom("private", " AAA");
    const { rooms } = await must(url, cast.chika, "room.list", {});
    expect(rooms).not.toEqual([]);
    for (const after of [hidden, newId()])
      expect(await must(url, cast.chika, "room.list", { after })).toEqual({ rooms: [], more: false });
  });

  it("takes what is typed for what it is", async () => {
    for (const query of ["%", "_", "\\", "' OR true --"]) {
      expect(await must(url, cast.chika, "room.list", { query })).toEqual({ rooms: [], more: false });
    }
    expect(await refused(url, cast.chika, "room.list", { query: "a\u0000b" })).toMatchObject({ code: "INVALID_INPUT" });
  });

  it("is not for guests", async () => {
    expect(await refused(url, cast.dee, "room.list", {})).toMatchObject({ code: "FORBIDDEN" });
  });
});
