import {
  applyEvents,
  type CommandInput,
  type CommandName,
  commands,
  formatCursor,
  newId,
  readCursor,
  type Snapshot,
  type State,
  seqOf,
} from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../authentication/testing/browser.ts";
import { invite, moveIn, type People, password } from "../authentication/testing/people.ts";
import { type Cast, createCast, createPerson, type Person } from "../testing/cast.ts";
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
let bystander: Person;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
  bystander = await createPerson(server.node.app, "eiji");
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
  ["aiko", "room.leave", () => ({ roomId })],
  ["ben", "room.configure", () => ({ roomId, muted: true, starred: true })],
  ["aiko", "member.add", () => ({ roomId, userId: cast.chika.id })],
  ["aiko", "member.remove", () => ({ roomId, userId: cast.ben.id })],
  ["aiko", "member.setRole", () => ({ roomId, userId: cast.ben.id, role: "admin" })],
  ["aiko", "user.setDeactivated", () => ({ userId: bystander.id, deactivated: true })],
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

describe("what changes accounts converges too (L10)", () => {
  let home: TestServer;
  let people: People;
  let watchers: Watcher[];

  beforeAll(async () => {
    home = await startTestServer();
    people = await moveIn(home.url);
    const [aiko, ben] = await Promise.all([people.aiko, people.ben].map(toWatcher));
    if (!aiko || !ben) throw new Error("Both have tokens.");
    watchers = [aiko, ben];
  });
  afterAll(() => home.close());

  const toWatcher = async (browser: Browser): Promise<Watcher> => {
    const { secret } = await browser.must("token.create", { id: newId(), name: "watcher" });
    return { token: secret };
  };

  /** Each is done in order, by browsers that come and go. */
  const deeds: { [Name in CommandName]?: () => Promise<unknown> } = {
    "invite.create": () => invite(people.aiko, "member"),
    "invite.revoke": async () => {
      const { invites } = await people.aiko.must("invite.list", {});
      return people.aiko.must("invite.revoke", { inviteId: invites[0]?.id ?? "" });
    },
    "invite.accept": async () => {
      const code = await invite(people.aiko, "member");
      return openBrowser(home.url).must("invite.accept", { code, id: newId(), name: "Chika", password });
    },
    "token.create": () => toWatcher(people.ben),
    "token.revoke": async () => {
      const { token } = await people.ben.must("token.create", { id: newId(), name: "short" });
      return people.ben.must("token.revoke", { tokenId: token.id });
    },
    "deviceLink.create": () => people.ben.must("deviceLink.create", {}),
    "deviceLink.accept": async () => {
      const { path } = await people.ben.must("deviceLink.create", {});
      return openBrowser(home.url).must("deviceLink.accept", { code: path.split("/").at(-1) ?? "" });
    },
    "session.revoke": async () => {
      const { sessions } = await people.ben.must("session.list", {});
      const other = sessions.find(({ current }) => !current);
      return people.ben.must("session.revoke", { sessionId: other?.id ?? "" });
    },
    "session.revokeOthers": () => people.ben.must("session.revokeOthers", {}),
    "password.change": () => people.dee.must("password.change", { current: null, next: "a guest's password" }),
    "session.signOut": () => people.dee.must("session.signOut", {}),
  };

  it.each(Object.entries(deeds))("%s", async (_, act) => {
    for (const { applied, fresh } of await watch({ url: home.url, people: watchers, roomIds: [] }, act)) {
      expect(applied).toEqual(fresh);
    }
  });

  it("and every command that writes is among these", () => {
    const writing = Object.entries(commands).filter(([, { effect }]) => effect === "write" || effect === "cookie");
    // An empty server has nobody who could have a snapshot.
    const done = ["workspace.setUp", "reaction.remove", ...steps.map(([, name]) => name), ...Object.keys(deeds)];
    expect(writing.map(([name]) => name).filter((name) => !done.includes(name))).toEqual([]);
  });
});

type Watcher = Pick<Person, "token">;
type Watch = { url: string; people: readonly Watcher[]; roomIds: readonly string[] };

function watchEverybody(act: () => Promise<unknown>) {
  const people = [cast.aiko, cast.ben, cast.chika, cast.dee];
  return watch({ url: server.url, people, roomIds: [roomId] }, act);
}

async function watch(watched: Watch, act: () => Promise<unknown>) {
  const { url, people, roomIds } = watched;
  const starts = await Promise.all(people.map((person) => takeSnapshot(url, person, roomIds)));
  await act();
  return Promise.all(people.map((person, index) => finish(watched, person, starts[index])));
}

async function finish({ url, roomIds }: Watch, person: Watcher, start: Snapshot | undefined) {
  if (!start) throw new Error("Nobody goes without a snapshot.");
  const { state: before, cursor: since } = start;
  const page = await readEvents(url, person, { since });
  const { state: fresh, cursor } = await takeSnapshot(url, person, roomIds);
  const upTo = seqOf(cursor);
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
