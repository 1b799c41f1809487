import { type CommandInput, type CommandName, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, openKitchen, refused, takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { trimLog } from "./trim.ts";

let server: TestServer;
let url: string;
let cast: Cast;
let roomId: string;
let messageId: string;
let seq: number;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

beforeEach(async () => {
  roomId = await openKitchen(url, cast);
  messageId = newId();
  ({ seq } = await must(url, cast.ben, "message.send", { id: messageId, roomId, body: "one" }));
});

type Named = "message.edit" | "reaction.add" | "reaction.remove" | "draft.save" | "read.mark" | "read.markUnread";
const run = <Name extends Named>(name: Name, input: CommandInput<Name>) => must(url, cast.ben, name, input);
const head = () => server.node.app.tail.position();

/** What Ben holds of the room. */
async function readRoom() {
  const { state } = await takeSnapshot(url, cast.ben, [roomId]);
  return { message: state.messages[messageId], draft: state.drafts[roomId], read: state.rooms[roomId]?.read };
}

/** Makes a change, then another, then lets a copy of the first come late; answers what the copy changed: nothing. */
async function repeatLate<Name extends Named>(name: Name, input: CommandInput<Name>, later: () => Promise<unknown>) {
  const first = await run(name, input);
  await later();
  const [before, position] = [await readRoom(), head()];
  const copy = await run(name, input);
  expect(copy.seq).toBe(first.seq);
  expect(head()).toBe(position);
  expect(await readRoom()).toEqual(before);
  return before;
}

describe("a copy that comes late undoes nothing (L4):", () => {
  it("of an edit", async () => {
    const later = () => run("message.edit", { id: newId(), messageId, body: "three" });
    const { message } = await repeatLate("message.edit", { id: newId(), messageId, body: "two" }, later);
    expect(message?.body).toBe("three");
  });

  it("of a reaction", async () => {
    const later = () => run("reaction.remove", { id: newId(), messageId, emoji: "🎉" });
    const { message } = await repeatLate("reaction.add", { id: newId(), messageId, emoji: "🎉" }, later);
    expect(message?.reactions).toEqual([]);
  });

  it("of taking a reaction back", async () => {
    await run("reaction.add", { messageId, emoji: "🎉" });
    const later = () => run("reaction.add", { id: newId(), messageId, emoji: "🎉" });
    const { message } = await repeatLate("reaction.remove", { id: newId(), messageId, emoji: "🎉" }, later);
    expect(message?.reactions).toEqual([{ emoji: "🎉", userIds: [cast.ben.id] }]);
  });

  it("of a message, where its deletion came first", async () => {
    const input = { id: newId(), roomId, body: "given up" };
    for (const _ of [1, 2]) {
      expect(await refused(url, cast.ben, "message.delete", { messageId: input.id })).toMatchObject({
        code: "NOT_FOUND",
      });
    }
    const position = head();
    expect(await refused(url, cast.ben, "message.send", input)).toMatchObject({ code: "CONFLICT" });
    expect(head()).toBe(position);
    const { messages } = await must(url, cast.ben, "message.list", { roomId });
    expect(messages.map(({ id }) => id)).toEqual([messageId]);
  });

  it("of a message that its author may not delete, having left", async () => {
    await must(url, cast.ben, "room.leave", { roomId });
    expect(await refused(url, cast.ben, "message.delete", { messageId })).toMatchObject({ code: "NOT_FOUND" });
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    const copy = await must(url, cast.ben, "message.send", { id: messageId, roomId, body: "one" });
    expect(copy).toMatchObject({ seq, message: { deletedAt: null } });
    await must(url, cast.ben, "message.delete", { messageId });
  });

  it("of a draft", async () => {
    const later = () => run("draft.save", { id: newId(), roomId, body: "" });
    const { draft } = await repeatLate("draft.save", { id: newId(), roomId, body: "half" }, later);
    expect(draft).toBeUndefined();
  });

  it("of a read mark", async () => {
    const later = () => run("read.markUnread", { id: newId(), roomId, seq });
    const { read } = await repeatLate("read.mark", { id: newId(), roomId, seq }, later);
    expect(read?.unreadFrom).toBe(seq);
  });

  it("of counting as unread", async () => {
    const later = () => must(url, cast.ben, "read.mark", { roomId, seq });
    const { read } = await repeatLate("read.markUnread", { id: newId(), roomId, seq }, later);
    expect(read?.unreadFrom).toBeNull();
  });
});

describe("what was done before it could no longer be is answered as it was (L4):", () => {
  /** What was answered at first, and what is when the same is asked for once more. */
  async function askTwice<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    prevent: () => Promise<unknown>,
  ) {
    const first = await must(url, cast.ben, name, input);
    await prevent();
    const position = head();
    const second = await must(url, cast.ben, name, input);
    expect(head()).toBe(position);
    return [first, second];
  }

  const archive = () => must(url, cast.aiko, "room.archive", { roomId });
  const remove = () => must(url, cast.ben, "message.delete", { messageId });

  it("a message, after the room was archived", async () => {
    const [first, second] = await askTwice("message.send", { id: newId(), roomId, body: "two" }, archive);
    expect(second).toEqual(first);
  });

  it("a deletion, after the room was archived", async () => {
    const [first, second] = await askTwice("message.delete", { messageId }, archive);
    expect(second).toEqual(first);
  });

  it.each(["reaction.add", "reaction.remove"] as const)("%s, after the room was archived", async (name) => {
    const [first, second] = await askTwice(name, { id: newId(), messageId, emoji: "🎉" }, archive);
    expect(second).toEqual(first);
  });

  it("an edit, after the room was archived", async () => {
    const [first, second] = await askTwice("message.edit", { id: newId(), messageId, body: "two" }, archive);
    expect(second).toEqual(first);
  });

  it("an edit and a reaction, after the message was deleted", async () => {
    const edit = { id: newId(), messageId, body: "two" };
    const reaction = { id: newId(), messageId, emoji: "🎉" };
    const edited = await run("message.edit", edit);
    const [reacted, again] = await askTwice("reaction.add", reaction, remove);
    expect(again).toEqual(reacted);
    expect(await run("message.edit", edit)).toMatchObject({ seq: edited.seq, message: { body: "" } });
  });
});

describe("however late its copy comes, a message is sent once (L4):", () => {
  /** Ages all that is in the log, and has it trimmed, so that it holds no event of the message any more. */
  async function trimAll(): Promise<void> {
    const { pool } = server.node.app.db;
    const count = async () => (await pool.query("SELECT FROM event WHERE seq <= $1", [seq])).rowCount;
    expect(await count()).toBeGreaterThan(0);
    await pool.query("UPDATE event SET at = now() - interval '400 days'");
    await trimLog(pool, 30);
    expect(await count()).toBe(0);
  }

  it("after its event was trimmed from the log, on a node that never held it too", async () => {
    await trimAll();
    const position = head();
    for (const at of [url, (await server.addNode()).url]) {
      const copy = await must(at, cast.ben, "message.send", { id: messageId, roomId, body: "one" });
      expect(copy).toMatchObject({ seq, message: { id: messageId, seq, body: "one" } });
      const other = { id: messageId, roomId, body: "two" };
      expect(await refused(at, cast.ben, "message.send", other)).toMatchObject({
        code: "CONFLICT",
        details: { reason: "idTaken" },
      });
    }
    expect(head()).toBe(position);
    const { rows } = await server.node.app.db.pool.query("SELECT seq FROM log_head");
    expect(rows).toEqual([{ seq: String(position) }]);
    const { messages } = await must(url, cast.ben, "message.list", { roomId });
    expect(messages.map(({ id }) => id)).toEqual([messageId]);
  });
});

describe("the id of a change", () => {
  it("with another text is a conflict, though the message was changed since", async () => {
    const id = newId();
    await run("message.edit", { id, messageId, body: "two" });
    await run("message.edit", { messageId, body: "three" });
    const input = { id, messageId, body: "four" };
    expect(await refused(url, cast.ben, "message.edit", input)).toMatchObject({
      code: "CONFLICT",
      details: { reason: "idTaken" },
    });
  });

  it("is taken for everybody else, and for every other change", async () => {
    const id = newId();
    await run("reaction.add", { id, messageId, emoji: "🎉" });
    for (const [person, emoji] of [[cast.aiko, "🎉"] as const, [cast.ben, "👍"] as const]) {
      expect(await refused(url, person, "reaction.add", { id, messageId, emoji })).toMatchObject({ code: "CONFLICT" });
    }
    expect(await refused(url, cast.ben, "draft.save", { id, roomId, body: "half" })).toMatchObject({
      code: "CONFLICT",
    });
  });

  it("of a change that was refused is free again", async () => {
    const id = newId();
    await must(url, cast.ben, "room.leave", { roomId });
    expect(await refused(url, cast.ben, "message.edit", { id, messageId, body: "two" })).toMatchObject({
      code: "NOT_FOUND",
    });
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    expect((await run("message.edit", { id, messageId, body: "two" })).message.body).toBe("two");
  });
});
