import { limits, newId, type Reaction } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, openKitchen, refused } from "../testing/device.ts";
import { listenIn } from "../testing/listen-in.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let url: string;
let cast: Cast;
let roomId: string;
let messageId: string;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

// Aiko, Ben and Dee, a guest, are in the room, Chika is not.
beforeEach(async () => {
  roomId = await openKitchen(url, cast);
  messageId = newId();
  await must(url, cast.aiko, "message.send", { id: messageId, roomId, body: "hello" });
});

const headSeq = () => server.node.app.tail.position();
const reactions = async (): Promise<Reaction[]> =>
  (await must(url, cast.aiko, "message.get", { messageIds: [messageId] })).messages[0]?.reactions ?? [];

/** Puts reactions of people nobody knows on the message, quicker than they could. */
const crowd = (emoji: string, people: number) =>
  store("SELECT $1, $2, gen_random_uuid(), n FROM generate_series(1, $3::int) n", [emoji, people]);

/** Puts a reaction on the message as one may be stored from before U+FE0F made no difference. */
const storeInOldForm = (emoji: string, userId: string) => store("VALUES ($1, $2, $3, 0)", [emoji, userId]);

async function store(rows: string, values: unknown[]): Promise<void> {
  const { pool } = server.node.app.db;
  await pool.query(`INSERT INTO reaction (message_id, emoji, user_id, seq) ${rows}`, [messageId, ...values]);
  await pool.query("UPDATE message SET rev = rev + 1 WHERE id = $1", [messageId]);
}

describe("reaction.add", () => {
  it("is heard by who is in the room, and by nobody else", async () => {
    const { heard } = await listenIn(url, cast, () => must(url, cast.ben, "reaction.add", { messageId, emoji: "🎉" }));
    expect(heard).toEqual({ aiko: ["reaction.added"], ben: ["reaction.added"], chika: [], dee: ["reaction.added"] });
    expect(await reactions()).toEqual([{ emoji: "🎉", userIds: [cast.ben.id] }]);
  });

  it("lists who reacted in the order they did, and emoji in one order", async () => {
    await must(url, cast.dee, "reaction.add", { messageId, emoji: "👍" });
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "👍" });
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "❤️" });
    expect(await reactions()).toEqual([
      { emoji: "❤️", userIds: [cast.ben.id] },
      { emoji: "👍", userIds: [cast.dee.id, cast.ben.id] },
    ]);
  });

  it("twice by one person counts once", async () => {
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "👍" });
    const head = headSeq();
    expect(await must(url, cast.ben, "reaction.add", { messageId, emoji: "👍" })).toEqual({ seq: head });
    expect(headSeq()).toBe(head);
    expect(await reactions()).toEqual([{ emoji: "👍", userIds: [cast.ben.id] }]);
  });

  it("joins the same emoji in another form, and one that was stored before forms were one", async () => {
    await must(url, cast.dee, "reaction.add", { messageId, emoji: "\u2764\ufe0f" });
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "\u2764" });
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "\u2764\ufe0f" });
    expect(await reactions()).toEqual([{ emoji: "\u2764\ufe0f", userIds: [cast.dee.id, cast.ben.id] }]);

    await storeInOldForm("\u2600", cast.dee.id);
    await must(url, cast.ben, "reaction.add", { messageId, emoji: "\u2600\ufe0f" });
    expect((await reactions())[0]).toEqual({ emoji: "\u2600", userIds: [cast.dee.id, cast.ben.id] });
  });

  it("ends at a number of emoji; those that are there can still be joined", async () => {
    const emoji = (index: number) => String.fromCodePoint(0x1f600 + index);
    for (let index = 0; index < limits.reactionsPerMessage; index++) await crowd(emoji(index), 1);
    const full = { code: "CONFLICT", details: { reason: "tooManyReactions" } };
    expect(await refused(url, cast.ben, "reaction.add", { messageId, emoji: "🎉" })).toMatchObject(full);
    await must(url, cast.ben, "reaction.add", { messageId, emoji: emoji(0) });
  });

  it("ends at a number of people", async () => {
    await crowd("👍", limits.reactionsPerMessageTotal);
    const full = { code: "CONFLICT", details: { reason: "tooManyReactions" } };
    expect(await refused(url, cast.ben, "reaction.add", { messageId, emoji: "👍" })).toMatchObject(full);
  });

  it("to what was deleted is a conflict", async () => {
    await must(url, cast.aiko, "message.delete", { messageId });
    expect(await refused(url, cast.ben, "reaction.add", { messageId, emoji: "👍" })).toMatchObject({
      code: "CONFLICT",
      details: { reason: "messageDeleted" },
    });
  });

  it.each(["", "a", "1", "👍👍", "<img>", "🇯"])("refuses %j", async (emoji) => {
    expect(await refused(url, cast.ben, "reaction.add", { messageId, emoji })).toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("reaction.remove", () => {
  it("takes back one's own, and nobody else's", async () => {
    for (const person of [cast.ben, cast.dee]) await must(url, person, "reaction.add", { messageId, emoji: "👍" });
    const { heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "reaction.remove", { messageId, emoji: "👍" }),
    );
    expect(heard).toEqual({
      aiko: ["reaction.removed"],
      ben: ["reaction.removed"],
      chika: [],
      dee: ["reaction.removed"],
    });
    expect(await reactions()).toEqual([{ emoji: "👍", userIds: [cast.dee.id] }]);
  });

  it("takes every form of it, each by the name that devices know it by", async () => {
    await storeInOldForm("\u2764", cast.ben.id);
    await storeInOldForm("\u2764\ufe0f", cast.ben.id);
    await storeInOldForm("\u2764", cast.dee.id);
    const { heard } = await listenIn(url, cast, () =>
      must(url, cast.ben, "reaction.remove", { messageId, emoji: "\u2764\ufe0f" }),
    );
    expect(heard.aiko).toEqual(["reaction.removed", "reaction.removed"]);
    expect(await reactions()).toEqual([{ emoji: "\u2764", userIds: [cast.dee.id] }]);
  });

  it("of what is not there changes nothing", async () => {
    await must(url, cast.dee, "reaction.add", { messageId, emoji: "👍" });
    const head = headSeq();
    expect(await must(url, cast.ben, "reaction.remove", { messageId, emoji: "👍" })).toEqual({ seq: head });
    expect(headSeq()).toBe(head);
  });
});

it("two who react at the same moment are both counted, on two nodes", async () => {
  const second = await server.addNode();
  await Promise.all([
    must(url, cast.ben, "reaction.add", { messageId, emoji: "👍" }),
    must(second.url, cast.dee, "reaction.add", { messageId, emoji: "👍" }),
    must(second.url, cast.ben, "reaction.add", { messageId, emoji: "👍" }),
  ]);
  const [reaction] = await reactions();
  expect(reaction?.userIds.sort()).toEqual([cast.ben.id, cast.dee.id].sort());
});
