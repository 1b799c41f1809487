import { type EventPage, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { connect, must, takeSnapshot, toAuthorization } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { createCatchUp } from "./catch-up.ts";

let server: TestServer;
let cast: Cast;
/** Devices are held between connecting and catching up until this resolves, as by a slow line or a slow database. */
let level: Promise<void> = Promise.resolve();
beforeAll(async () => {
  server = await startTestServer(
    {},
    {
      createCatchUp: (options) => {
        const catchUp = createCatchUp(options);
        return { ...catchUp, follow: (...args) => level.then(() => catchUp.follow(...args)) };
      },
    },
  );
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

it.each(["websocket", "polling"] as const)(
  "a room that is joined while a device catches up does not overtake what it missed, over %s",
  async (transport) => {
    const { url } = server;
    const { cursor } = await takeSnapshot(url, cast.ben);
    const roomId = newId();
    await must(url, cast.aiko, "room.create", { id: roomId, kind: "private", name: `Attic ${transport}` });
    const say = async (to: string, body: string) =>
      (await must(url, cast.aiko, "message.send", { id: newId(), roomId: to, body })).message.seq;
    const missed = await say(cast.generalId, "missed");
    let bringLevel: () => void = () => undefined;
    level = new Promise((resolve) => {
      bringLevel = resolve;
    });
    const device = await connect(url, cast.ben, { transport, since: cursor });
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    await say(roomId, "just joined");
    bringLevel();
    const last = await say(roomId, "live");
    await device.hears(({ seq }) => seq === last);
    const heard = device.heard.map(({ seq }) => seq);
    expect(heard).toContain(missed);
    expect(heard).toEqual([...heard].sort((left, right) => left - right));
    device.close();
  },
);

it.each(["websocket", "polling", "sse"] as const)(
  "what was missed comes in pages as small as asked for, over %s",
  async (transport) => {
    level = Promise.resolve();
    const { url } = server;
    const { cursor: since } = await takeSnapshot(url, cast.ben);
    const missed: number[] = [];
    for (let count = 0; count < 7; count++) {
      const input = { id: newId(), roomId: cast.generalId, body: `missed ${count}` };
      missed.push((await must(url, cast.aiko, "message.send", input)).seq);
    }
    const pages = await (transport === "sse" ? readStream(since, missed.length) : readSocket(transport, since, missed));
    expect(pages.map(({ events }) => events.map(({ seq }) => seq))).toEqual([
      missed.slice(0, 3),
      missed.slice(3, 6),
      missed.slice(6),
    ]);
    expect(pages.map(({ more }) => more)).toEqual([true, true, false]);
  },
);

const LIMIT = 3;

async function readSocket(transport: "websocket" | "polling", since: string, missed: number[]): Promise<EventPage[]> {
  const device = await connect(server.url, cast.ben, { transport, since, limit: LIMIT });
  await device.hears(({ seq }) => seq === missed.at(-1));
  device.close();
  return device.pages;
}

/** As many events as are expected, in the pages in which they come. */
async function readStream(since: string, count: number): Promise<EventPage[]> {
  const headers = { accept: "text/event-stream", ...toAuthorization(cast.ben) };
  const { body } = await fetch(`${server.url}/v1/events?since=${since}&limit=${LIMIT}`, { headers });
  let text = "";
  const toPages = () =>
    [...text.matchAll(/^event: event\ndata: (.+)$/gmu)].map(([, data = ""]) => JSON.parse(data) as EventPage);
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.endsWith("\n\n") && toPages().flatMap(({ events }) => events).length >= count) break;
  }
  return toPages();
}
