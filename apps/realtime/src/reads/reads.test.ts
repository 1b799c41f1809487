import { newId, type RoomEntry } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast, type Person } from "../testing/cast.ts";
import { must, openKitchen, refused, takeSnapshot } from "../testing/device.ts";
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

// Aiko, Ben and Dee, a guest, are in the room, Chika is not.
beforeEach(async () => {
  roomId = await openKitchen(url, cast);
});

const send = async (person: Person, body: string) =>
  (await must(url, person, "message.send", { id: newId(), roomId, body })).message;
const entryOf = async (person: Person): Promise<RoomEntry | undefined> =>
  (await takeSnapshot(url, person)).state.rooms[roomId];
const counts = async (person: Person) => {
  const { unread, mentions } = (await entryOf(person)) ?? {};
  return { unread, mentions };
};
const headSeq = () => server.node.app.tail.position();

describe("unread counts", () => {
  it("count what others said since I came or read, and what calls me", async () => {
    await send(cast.aiko, "one");
    await send(cast.aiko, "two @ben");
    await send(cast.aiko, "three @room @ben");
    await send(cast.ben, "mine @room");
    expect(await counts(cast.ben)).toEqual({ unread: 3, mentions: 2 });
    expect(await counts(cast.dee)).toEqual({ unread: 4, mentions: 2 });
    expect(await counts(cast.aiko)).toEqual({ unread: 1, mentions: 1 });
  });

  it("leave the guest's @room what it is, plain text", async () => {
    await send(cast.dee, "@room @aiko");
    expect(await counts(cast.ben)).toEqual({ unread: 1, mentions: 0 });
    expect(await counts(cast.aiko)).toEqual({ unread: 1, mentions: 1 });
  });

  it("forget what is deleted, and are not moved by edits and reactions", async () => {
    const gone = await send(cast.aiko, "gone @ben");
    const stays = await send(cast.aiko, "stays");
    await must(url, cast.aiko, "message.delete", { messageId: gone.id });
    await must(url, cast.aiko, "message.edit", { messageId: stays.id, body: "stays @ben" });
    await must(url, cast.dee, "reaction.add", { messageId: stays.id, emoji: "👍" });
    expect(await counts(cast.ben)).toEqual({ unread: 1, mentions: 0 });
  });

  it("begin at nothing for who comes into a room full of talk, and for who comes back", async () => {
    await send(cast.aiko, "before @room");
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.chika.id });
    expect(await counts(cast.chika)).toEqual({ unread: 0, mentions: 0 });
    await must(url, cast.ben, "room.leave", { roomId });
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    expect(await counts(cast.ben)).toEqual({ unread: 0, mentions: 0 });
  });

  it("of a muted room count all the same", async () => {
    await must(url, cast.ben, "room.configure", { roomId, muted: true });
    await send(cast.aiko, "@ben");
    expect(await counts(cast.ben)).toEqual({ unread: 1, mentions: 1 });
  });
});

describe("read.mark", () => {
  it("is heard by my own devices alone, with what is left unread (L16)", async () => {
    const { seq } = await send(cast.aiko, "one");
    await send(cast.aiko, "two @ben");
    const { answer, heard } = await listenIn(url, cast, () => must(url, cast.ben, "read.mark", { roomId, seq }));
    expect(answer).toMatchObject({ read: { seq, unreadFrom: null }, unread: 1, mentions: 1 });
    expect(heard).toEqual({ aiko: [], ben: ["read.marked"], chika: [], dee: [] });
    expect(await counts(cast.dee)).toMatchObject({ unread: 2 });
  });

  it("only moves forward: what comes late or twice changes nothing", async () => {
    const first = await send(cast.aiko, "one");
    const second = await send(cast.aiko, "two");
    await must(url, cast.ben, "read.mark", { roomId, seq: second.seq });
    const head = headSeq();
    for (const seq of [first.seq, second.seq, 0]) {
      expect(await must(url, cast.ben, "read.mark", { roomId, seq })).toMatchObject({
        read: { seq: second.seq },
        unread: 0,
      });
    }
    expect(headSeq()).toBe(head);
  });

  it("cannot be put past what has been said, so that nothing is read before it is written", async () => {
    await send(cast.aiko, "one");
    await must(url, cast.ben, "read.mark", { roomId, seq: Number.MAX_SAFE_INTEGER });
    expect(await counts(cast.ben)).toEqual({ unread: 0, mentions: 0 });
    await send(cast.aiko, "two @ben");
    expect(await counts(cast.ben)).toEqual({ unread: 1, mentions: 1 });
  });

  it("sent by two devices at once stands where the further one put it", async () => {
    const first = await send(cast.aiko, "one");
    const second = await send(cast.aiko, "two");
    await Promise.all([second, first].map(({ seq }) => must(url, cast.ben, "read.mark", { roomId, seq })));
    expect((await entryOf(cast.ben))?.read.seq).toBe(second.seq);
  });

  it.each([{ seq: -1 }, { seq: 1.5 }, { seq: "1" }, { seq: 2 ** 53 }, {}])("refuses %j", async (wrong) => {
    expect(await refused(url, cast.ben, "read.mark", { roomId, ...wrong } as never)).toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

describe("read.markUnread", () => {
  it("counts a message and what follows as unread again, until the next mark; the mark itself stays", async () => {
    await send(cast.aiko, "one");
    const second = await send(cast.aiko, "two @ben");
    const third = await send(cast.aiko, "three");
    await must(url, cast.ben, "read.mark", { roomId, seq: third.seq });
    const { answer, heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "read.markUnread", { roomId, seq: second.seq }),
    );
    expect(heard).toEqual({ aiko: [], ben: ["read.marked"], chika: [], dee: [] });
    expect(answer).toMatchObject({ read: { seq: third.seq, unreadFrom: second.seq }, unread: 2, mentions: 1 });
    await send(cast.aiko, "four");
    expect(await counts(cast.ben)).toEqual({ unread: 3, mentions: 1 });
    await must(url, cast.ben, "read.mark", { roomId, seq: third.seq });
    expect(await entryOf(cast.ben)).toMatchObject({
      read: { seq: third.seq, unreadFrom: null },
      unread: 1,
      mentions: 0,
    });
  });

  it("never counts my own, nor what is deleted", async () => {
    const first = await send(cast.ben, "mine");
    const second = await send(cast.aiko, "gone");
    await must(url, cast.aiko, "message.delete", { messageId: second.id });
    expect(await must(url, cast.ben, "read.markUnread", { roomId, seq: first.seq })).toMatchObject({ unread: 0 });
  });

  it("past the mark makes nothing read, neither what is there nor what comes (L16)", async () => {
    await send(cast.aiko, "one @ben");
    const second = await send(cast.aiko, "two");
    for (const seq of [second.seq, Number.MAX_SAFE_INTEGER]) {
      expect(await must(url, cast.ben, "read.markUnread", { roomId, seq })).toMatchObject({ unread: 2, mentions: 1 });
    }
    await must(url, cast.ben, "read.mark", { roomId, seq: second.seq });
    await must(url, cast.ben, "read.markUnread", { roomId, seq: Number.MAX_SAFE_INTEGER });
    await send(cast.aiko, "three");
    expect(await counts(cast.ben)).toEqual({ unread: 1, mentions: 0 });
  });

  it("at the same place again changes nothing", async () => {
    const { seq } = await send(cast.aiko, "one");
    await must(url, cast.ben, "read.markUnread", { roomId, seq });
    const head = headSeq();
    await must(url, cast.ben, "read.markUnread", { roomId, seq });
    expect(headSeq()).toBe(head);
  });
});
