import { type TransportName, transportNames } from "@hiroba/client";
import { type CommandInput, type Id, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../src/testing/cast.ts";
import { connect, must, openKitchen, refused, takeSnapshot } from "../src/testing/device.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { type SyncedDevice, startDevice } from "../src/testing/synced-device.ts";

/*
 * A message that another one quotes is shown beside it, from far back in the room's history. Elsewhere such a preview
 * outlived the right to what it shows (CVE-2026-1629): here it goes with the room, from the server's answers, from the
 * device's view and from what the device keeps, and no other room can show it.
 */

let server: TestServer;
let url: string;
let cast: Cast;

beforeAll(async () => {
  // What lies between a message and its quote is said in one breath.
  const createRateLimits = () => ({ consume: async () => undefined, requireLeft: async () => undefined });
  server = await startTestServer({}, { createRateLimits });
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const secret = "The recipe of the house.";
/** More than a page, or what is quoted would stand in the timeline by itself. */
const BETWEEN = 60;

type Quote = { roomId: Id; quotedId: Id; replyId: Id };

/** A kitchen in which something of long ago is quoted by the newest message. */
async function openKitchenWithQuote(): Promise<Quote> {
  const roomId = await openKitchen(url, cast);
  const aiko = await connect(url, cast.aiko);
  const say = async (input: Partial<CommandInput<"message.send">>): Promise<Id> => {
    const answer = await aiko.socket.emitWithAck("message.send", { id: newId(), roomId, body: "Hm.", ...input });
    return answer.data.message.id;
  };
  const quotedId = await say({ body: secret });
  await Promise.all(Array.from({ length: BETWEEN }, () => say({})));
  const replyId = await say({ body: "Ours!", replyToId: quotedId });
  aiko.close();
  return { roomId, quotedId, replyId };
}

const startBen = (transport: TransportName, rooms: Id[]) =>
  startDevice({ name: "Ben", person: cast.ben, url, transport, rooms });

/** Everything that a device shows, and everything that it keeps for its next start. */
async function readDevice({ client, store }: SyncedDevice): Promise<{ shown: string; kept: string }> {
  const { held } = await store.readPerson(cast.ben.id);
  return { shown: JSON.stringify(client.getView().state), kept: JSON.stringify(held) };
}

const ways = {
  "is removed": ({ roomId }: Quote) => must(url, cast.aiko, "member.remove", { roomId, userId: cast.ben.id }),
  leaves: ({ roomId }: Quote) => must(url, cast.ben, "room.leave", { roomId }),
};

describe.each(Object.entries(ways))("who %s", (_, lose) => {
  it.each(transportNames)("sees no quote of the room any more, nor keeps one, over %s", async (transport) => {
    const quote = await openKitchenWithQuote();
    const ben = await startBen(transport, [quote.roomId]);
    expect(ben.client.getView().state?.timelines[quote.roomId]?.messageIds).not.toContain(quote.quotedId);
    await expect.poll(() => readDevice(ben)).toEqual(onBoth(expect.stringContaining(secret)));

    const { seq } = await lose(quote);
    await ben.reaches(seq);
    await ben.client.loadQuoted(quote.roomId, quote.quotedId);
    expect((await readDevice(ben)).shown).not.toContain(secret);
    await ben.restart();
    expect(await readDevice(ben)).toEqual(onBoth(expect.not.stringContaining(secret)));
    await ben.close();
  });

  it("finds none on a device that was asleep meanwhile", async () => {
    const quote = await openKitchenWithQuote();
    const ben = await startBen("websocket", [quote.roomId]);
    ben.cable.unplug();
    await ben.until(({ connection }) => connection.status === "offline", "being cut off");
    const { seq } = await lose(quote);
    // The premise: nobody has told it yet.
    expect((await readDevice(ben)).shown).toContain(secret);
    ben.cable.plug();
    ben.client.reconnect();
    await ben.reaches(seq);
    await ben.restart();
    expect(await readDevice(ben)).toEqual(onBoth(expect.not.stringContaining(secret)));
    await ben.close();
  });

  it("is answered without it by the server, on every node", async () => {
    const quote = await openKitchenWithQuote();
    const urls = [url, (await server.addNode()).url];
    for (const at of urls) expect(await readServer(at, quote)).toContain(secret);
    await lose(quote);
    for (const at of urls) {
      expect(await readServer(at, quote)).not.toContain(secret);
      const { roomId } = quote;
      expect(await refused(at, cast.ben, "message.list", { roomId })).toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

const onBoth = (text: unknown) => ({ shown: text, kept: text });

/** What the server tells Ben of a quote and of what quotes it, by the ways that refuse nothing. */
async function readServer(at: string, { roomId, quotedId, replyId }: Quote): Promise<string> {
  const answers = [
    await must(at, cast.ben, "message.get", { messageIds: [quotedId, replyId] }),
    await takeSnapshot(at, cast.ben, [roomId]),
  ];
  return JSON.stringify(answers);
}

describe("no message quotes another room", () => {
  it("though its author is in both, and both are written in one breath", async () => {
    const { roomId, quotedId } = await openKitchenWithQuote();
    const reply = { roomId: cast.generalId, body: "Look!" };
    const notThere = { code: "NOT_FOUND" };
    for (const person of [cast.aiko, cast.ben, cast.chika]) {
      const input = { id: newId(), ...reply, replyToId: quotedId };
      expect(await refused(url, person, "message.send", input)).toMatchObject(notThere);
    }
    const aiko = await connect(url, cast.aiko);
    const id = newId();
    const [said, quoting] = await Promise.all([
      aiko.socket.emitWithAck("message.send", { id, roomId, body: secret }),
      aiko.socket.emitWithAck("message.send", { id: newId(), ...reply, replyToId: id }),
    ]);
    aiko.close();
    expect([said, quoting]).toMatchObject([{ ok: true }, { ok: false, error: notThere }]);
    const page = await must(url, cast.chika, "message.list", { roomId: cast.generalId, limit: 100 });
    expect(JSON.stringify(page)).not.toContain(secret);
  });

  it("nor does a draft show one: it keeps of it no more than the id that was given", async () => {
    const { quotedId } = await openKitchenWithQuote();
    await must(url, cast.chika, "draft.save", { roomId: cast.generalId, body: "", replyToId: quotedId });
    const { state } = await takeSnapshot(url, cast.chika, [cast.generalId]);
    expect(state.drafts[cast.generalId]).toMatchObject({ replyToId: quotedId, body: "" });
    expect(JSON.stringify(state)).not.toContain(secret);
  });
});
