import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { connect, must, takeSnapshot } from "../testing/device.ts";
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
