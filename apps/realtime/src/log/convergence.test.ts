import {
  applyEvents,
  type CommandInput,
  type CommandName,
  formatCursor,
  newId,
  readCursor,
  type State,
} from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast, type Person } from "../testing/cast.ts";
import { must, readEvents, takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

/*
 * L10: snapshot, run a command, apply the events that arrive with the client's own reducer: the state equals a fresh
 * snapshot. For every command, as seen by everybody in the cast.
 */

let server: TestServer;
let cast: Cast;
let messageId: string;
let roomId: string;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

beforeEach(async () => {
  roomId = newId();
  messageId = newId();
  await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "public", name: `Room ${roomId}` });
  for (const { id: userId } of [cast.ben, cast.dee])
    await must(server.url, cast.aiko, "member.add", { roomId, userId });
  await must(server.url, cast.aiko, "message.send", { id: messageId, roomId, body: "hello @ben" });
  await must(server.url, cast.ben, "message.send", { id: newId(), roomId, body: "hi", replyToId: messageId });
});

type Step = {
  [Name in CommandName]: [who: keyof Omit<Cast, "generalId">, name: Name, input: () => CommandInput<Name>];
}[CommandName];

const steps: Step[] = [
  ["aiko", "workspace.update", () => ({ name: `Square ${newId()}` })],
  ["ben", "user.updateProfile", () => ({ name: "Benjamin" })],
  ["aiko", "user.setRole", () => ({ userId: cast.chika.id, role: "admin" })],
  ["ben", "settings.update", () => ({ theme: "dark" })],
  ["ben", "room.create", () => ({ id: newId(), kind: "private", name: "Den" })],
  ["aiko", "room.update", () => ({ roomId, name: "Renamed", topic: "Now with a topic" })],
  ["aiko", "room.archive", () => ({ roomId })],
  ["chika", "room.join", () => ({ roomId })],
  ["ben", "room.leave", () => ({ roomId })],
  ["ben", "room.configure", () => ({ roomId, muted: true, starred: true })],
  ["aiko", "member.add", () => ({ roomId, userId: cast.chika.id })],
  ["aiko", "member.remove", () => ({ roomId, userId: cast.ben.id })],
  ["aiko", "member.setRole", () => ({ roomId, userId: cast.ben.id, role: "admin" })],
  ["ben", "message.send", () => ({ id: newId(), roomId, body: "for @room and @aiko", replyToId: messageId })],
  ["aiko", "message.edit", () => ({ messageId, body: "hello @ben, edited" })],
  ["aiko", "message.delete", () => ({ messageId })],
  ["ben", "reaction.add", () => ({ messageId, emoji: "🎉" })],
  ["ben", "read.mark", () => ({ roomId, seq: Number.MAX_SAFE_INTEGER })],
  ["ben", "read.markUnread", () => ({ roomId, seq: 1 })],
  ["ben", "draft.save", () => ({ roomId, body: "half a thou" })],
];

describe("a snapshot and the events after it equal a later snapshot (L10)", () => {
  it.each(steps)("%s: %s", async (who, name, input) => {
    const seen = await watchEverybody(() => must(server.url, cast[who], name, input() as never));
    for (const { applied, fresh } of seen) expect(applied).toEqual(fresh);
    expect(seen.some(({ before, fresh }) => JSON.stringify(before) !== JSON.stringify(fresh))).toBe(true);
  });

  it("reaction.remove", async () => {
    for (const person of [cast.aiko, cast.ben]) {
      await must(server.url, person, "reaction.add", { messageId, emoji: "👍" });
    }
    await must(server.url, cast.dee, "reaction.add", { messageId, emoji: "🌸" });
    const seen = await watchEverybody(() => must(server.url, cast.aiko, "reaction.remove", { messageId, emoji: "👍" }));
    for (const { applied, fresh } of seen) expect(applied).toEqual(fresh);
  });

  it("holds for a message that was edited and deleted in between, whose text has left the log", async () => {
    const id = newId();
    const seen = await watchEverybody(async () => {
      await must(server.url, cast.aiko, "message.send", { id, roomId, body: "secret one" });
      await must(server.url, cast.aiko, "message.edit", { messageId: id, body: "secret two" });
      await must(server.url, cast.ben, "reaction.add", { messageId: id, emoji: "😮" });
      await must(server.url, cast.aiko, "message.delete", { messageId: id });
    });
    for (const { applied, fresh, page } of seen) {
      expect(applied).toEqual(fresh);
      expect(page).not.toContain("secret");
    }
  });
});

async function watchEverybody(act: () => Promise<unknown>) {
  const people = [cast.aiko, cast.ben, cast.chika, cast.dee];
  const starts = await Promise.all(people.map((person) => takeSnapshot(server.url, person, [roomId])));
  await act();
  return Promise.all(people.map((person, index) => finish(person, starts[index]?.state, starts[index]?.cursor)));
}

async function finish(person: Person, before: State | undefined, since: string | undefined) {
  if (!before || !since) throw new Error("Nobody goes without a snapshot.");
  const page = await readEvents(server.url, person, { since });
  const { state: fresh, cursor } = await takeSnapshot(server.url, person, [roomId]);
  const upTo = readCursor(cursor)?.seq ?? 0;
  const applied = withSameWindows(applyEvents(before, page.events), fresh);
  expect(formatCursor({ epoch: readCursor(cursor)?.epoch ?? "", seq: upTo })).toBe(page.cursor);
  return { before, applied, fresh: withSameWindows(fresh, applied), page: JSON.stringify(page) };
}

/** Windows are compared where both hold them; a member list tells of another moment in each. */
function withSameWindows(state: State, other: State): State {
  const both = <Value>(mine: Record<string, Value>, theirs: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(mine).filter(([id]) => Object.hasOwn(theirs, id)));
  const members = Object.entries(both(state.members, other.members)).map(([id, { byId }]) => [id, { byId, seq: 0 }]);
  return {
    ...state,
    timelines: both(state.timelines, other.timelines),
    messages: both(state.messages, other.messages),
    members: Object.fromEntries(members),
  };
}
