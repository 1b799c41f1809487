import { type TransportName, transportNames } from "@hiroba/client";
import { type Message, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { type SyncedDevice, startDevice } from "../testing/synced-device.ts";
import { watchStatements } from "../testing/watch-statements.ts";

/*
 * A device that wakes up gets what it missed from its node's memory (L8): however many wake up at once, the tables are
 * not asked. Judged by the statements that reach PostgreSQL, over each transport, with the real client.
 */

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const startBen = (transport: TransportName) =>
  startDevice({ name: "Ben", person: cast.ben, url: server.url, transport, rooms: [cast.generalId] });

it.each(transportNames)(
  "a device that wakes up over %s costs no look into the log or at messages",
  async (transport) => {
    const earlier = await sayEarlier();
    const ben = await startBen(transport);
    // The premise: it has heard nothing yet, which is where others cannot resume.
    expect(ben.client.getView().connection.events).toBe(0);
    const { missed, statements } = await sleepThroughTalk(ben, earlier);
    expect(statements.filter(isAboutTheTalk)).toEqual([]);
    const { state, connection } = ben.client.getView();
    expect(state?.messages).toMatchObject(missed);
    expect(connection).toMatchObject({ transport, resyncs: 0 });
    await ben.close();
  },
);

it("where the node was not there at the time it does look, and this would notice", async () => {
  const ben = await startBen("websocket");
  const beforeWaking = async () => ben.cable.leadTo((await server.addNode()).url);
  const { statements } = await sleepThroughTalk(ben, await sayEarlier(), beforeWaking);
  expect(statements.filter(isAboutTheTalk)).not.toEqual([]);
  await ben.close();
});

/** The nodes themselves ask by the clock how far the log has come, which is in another table. */
function isAboutTheTalk(statement: string): boolean {
  return /\b(?:FROM|JOIN)\s+(?:event|message|message_edit|reaction)\b/iu.test(statement);
}

/** Cuts a device off from a talk and wakes it up; the statements are those from then on until it has everything. */
async function sleepThroughTalk(device: SyncedDevice, earlier: Earlier, beforeWaking?: () => Promise<void>) {
  device.cable.unplug();
  await device.until(({ connection }) => connection.status === "offline", "being cut off");
  const { missed, seq } = await talk(earlier);
  await beforeWaking?.();
  const statements = await watchStatements(async () => {
    device.cable.plug();
    device.client.reconnect();
    await device.reaches(seq);
  });
  return { missed, statements };
}

const say = async (body: string) =>
  (await must(server.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body })).message;

/** What is said before a device sleeps, and changed or taken back while it does: by the clock none of it is new. */
type Earlier = { kept: Message; gone: Message };
const sayEarlier = async (): Promise<Earlier> => ({ kept: await say("kept before"), gone: await say("gone before") });

/** Says things, changes some and takes some back, reacts and reads: what a device missed of each kind. */
async function talk(earlier: Earlier): Promise<{ seq: number; missed: object }> {
  const { generalId: roomId, aiko, ben } = cast;
  const kept = [earlier.kept, await say("kept")];
  const gone = [earlier.gone, await say("gone")];
  for (let count = 0; count < 20; count++) await say(`word ${count}`);
  for (const { id: messageId } of kept) {
    await must(server.url, aiko, "message.edit", { messageId, body: "kept, and changed" });
    await must(server.url, aiko, "reaction.add", { messageId, emoji: "🎉" });
  }
  for (const { id: messageId } of gone) await must(server.url, aiko, "message.delete", { messageId });
  await must(server.url, ben, "read.mark", { roomId, seq: kept.at(-1)?.seq ?? 0 });
  const { seq } = await say("the end");
  const missed = [
    ...kept.map(({ id }) => [id, { body: "kept, and changed", reactions: [{ emoji: "🎉" }] }]),
    ...gone.map(({ id }) => [id, { body: "" }]),
  ];
  return { seq, missed: Object.fromEntries(missed) };
}
