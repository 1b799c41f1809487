import { type CommandInput, type CommandName, commands, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "./testing/cast.ts";
import { must, refused, takeSnapshot } from "./testing/device.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

/*
 * To somebody outside, a private room and what is in it look as if they did not exist (L15): every command answers the
 * same as for an id that was never given out, in status, code, words and details.
 */

let server: TestServer;
let cast: Cast;
const den = { roomId: newId(), messageId: newId() };

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
  await must(server.url, cast.aiko, "room.create", { id: den.roomId, kind: "private", name: "Den" });
  await must(server.url, cast.aiko, "member.add", { roomId: den.roomId, userId: cast.ben.id });
  await must(server.url, cast.aiko, "message.send", { id: den.messageId, roomId: den.roomId, body: "a secret" });
});
afterAll(() => server.close());

type Place = typeof den;
type Try = { [Name in CommandName]: [name: Name, input: (place: Place) => CommandInput<Name>] }[CommandName];

const tries: Try[] = [
  ["room.update", ({ roomId }) => ({ roomId, name: "Mine" })],
  ["room.archive", ({ roomId }) => ({ roomId })],
  ["room.join", ({ roomId }) => ({ roomId })],
  ["room.leave", ({ roomId }) => ({ roomId })],
  ["room.configure", ({ roomId }) => ({ roomId, muted: true })],
  ["member.list", ({ roomId }) => ({ roomId })],
  ["member.add", ({ roomId }) => ({ roomId, userId: cast.dee.id })],
  ["member.remove", ({ roomId }) => ({ roomId, userId: cast.ben.id })],
  ["member.remove", ({ roomId }) => ({ roomId, userId: cast.chika.id })],
  ["member.setRole", ({ roomId }) => ({ roomId, userId: cast.ben.id, role: "admin" })],
  ["message.send", ({ roomId }) => ({ id: newId(), roomId, body: "let me in" })],
  ["message.send", ({ messageId }) => ({ id: newId(), roomId: cast.generalId, body: "re", replyToId: messageId })],
  ["message.list", ({ roomId }) => ({ roomId })],
  ["message.list", ({ roomId }) => ({ roomId, around: 1 })],
  ["message.edit", ({ messageId }) => ({ messageId, body: "mine" })],
  ["message.delete", ({ messageId }) => ({ messageId })],
  ["message.listEdits", ({ messageId }) => ({ messageId })],
  ["reaction.add", ({ messageId }) => ({ messageId, emoji: "👍" })],
  ["reaction.remove", ({ messageId }) => ({ messageId, emoji: "👍" })],
  ["read.mark", ({ roomId }) => ({ roomId, seq: 1 })],
  ["read.markUnread", ({ roomId }) => ({ roomId, seq: 1 })],
  ["draft.save", ({ roomId }) => ({ roomId, body: "let me in" })],
  ["typing.set", ({ roomId }) => ({ roomId, typing: true })],
];

describe("a private room, to somebody outside", () => {
  it.each(tries)("looks to %s like none at all", async (name, input) => {
    const absent = await refused(server.url, cast.chika, name, input({ roomId: newId(), messageId: newId() }) as never);
    expect(absent).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(await refused(server.url, cast.chika, name, input(den) as never)).toEqual(absent);
  });

  it("is not even open to who owns the place, once they have left it", async () => {
    const roomId = newId();
    await must(server.url, cast.ben, "room.create", { id: roomId, kind: "private", name: "Ben's" });
    await must(server.url, cast.ben, "member.add", { roomId, userId: cast.aiko.id });
    await must(server.url, cast.aiko, "room.leave", { roomId });
    expect(await refused(server.url, cast.aiko, "message.list", { roomId })).toMatchObject({ code: "NOT_FOUND" });
    expect(await refused(server.url, cast.aiko, "room.join", { roomId })).toMatchObject({ code: "NOT_FOUND" });
  });

  it("is in no list, and its messages are left out of what is asked for by id", async () => {
    const { rooms } = await must(server.url, cast.chika, "room.list", {});
    expect(rooms.map(({ room }) => room.name)).toEqual(["general"]);
    const inside = await must(server.url, cast.ben, "message.get", { messageIds: [den.messageId, newId()] });
    expect(inside.messages.map(({ body }) => body)).toEqual(["a secret"]);
    const outside = await must(server.url, cast.chika, "message.get", { messageIds: [den.messageId, newId()] });
    expect(outside.messages).toEqual([]);
  });

  it("is in no snapshot, though it is asked for", async () => {
    const inside = await takeSnapshot(server.url, cast.ben, [den.roomId]);
    expect(JSON.stringify(inside)).toContain("a secret");
    const outside = await takeSnapshot(server.url, cast.chika, [den.roomId]);
    expect(JSON.stringify(outside)).not.toContain(den.roomId);
  });
});

describe("a public room, to a guest outside", () => {
  it.each(["room.join", "message.list", "member.list"] as const)("looks to %s like none at all", async (name) => {
    const roomId = newId();
    await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "public", name: "Open" });
    const absent = await refused(server.url, cast.dee, name, { roomId: newId() });
    expect(await refused(server.url, cast.dee, name, { roomId })).toEqual(absent);
  });
});

describe("a stranger", () => {
  const open = ["workspace.status", "workspace.setUp", "invite.read", "invite.accept", "deviceLink.accept"];

  it.each(Object.keys(commands).filter((name) => !open.includes(name)))("may not %s", async (name) => {
    expect(await refused(server.url, null, name as "room.list", {})).toMatchObject({ code: "UNAUTHENTICATED" });
    const token = { token: `hiroba_${"a".repeat(43)}` };
    expect(await refused(server.url, token, name as "room.list", {})).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
