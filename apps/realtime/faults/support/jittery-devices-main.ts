// Devices on lines that break again and again: light ones, which do what the contract asks of the simplest client, and
// full ones, on every transport, each on a cable of its own.
import { createMemoryStore, createSyncClient, transportNames } from "@hiroba/client";
import { type EventPage, type Hello, PROTOCOL_VERSION, seqOf } from "@hiroba/protocol";
import { io } from "socket.io-client";
import { layCable } from "../../src/testing/cable.ts";
import { type Chance, createChance } from "../../src/testing/randomness.ts";
import type { JitterOptions, JitterReport } from "./jittery-devices.ts";
import { sleep, until } from "./until.ts";
import { measureUtilization } from "./utilization.ts";

type Jittery = {
  /** Takes the line away; `giveBack` answers when the device is level again. */
  takeAway(): void;
  giveBack(): Promise<void>;
  position(): number;
  /** Waits until it is level for the first time. */
  arrive(): Promise<void>;
  report(): JitterReport["devices"][number];
};

const { url, tokens, light, full, roomId, everyMs, offMs, seed } = JSON.parse(process.argv[2] ?? "{}") as JitterOptions;
const replays: JitterReport["replays"] = { light: [], full: [] };
let breaks = 0;
let isCalm = false;
let calm = () => {};
const calmed = new Promise<void>((resolve) => {
  calm = resolve;
});

function createLight(token: string, chance: Chance): Jittery {
  const seqs: number[] = [];
  let repeats = 0;
  let cursor: string | undefined;
  let goal = Number.POSITIVE_INFINITY;
  let [isGone, failures] = [false, 0];
  let drop = () => {};
  const position = () => seqOf(cursor);

  const connect = () => {
    goal = Number.POSITIVE_INFINITY;
    const auth = { token, protocol: PROTOCOL_VERSION, ...(cursor === undefined ? {} : { since: cursor }) };
    const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
    const comeAgain = () => {
      socket.removeAllListeners();
      socket.close();
      if (!isGone) setTimeout(connect, chance.share() * 1_000 * 2 ** failures++);
    };
    drop = () => {
      // As a broken line does it: without a word of the protocol.
      const { transport } = socket.io.engine as unknown as { transport: { ws?: { terminate(): void } } };
      transport.ws?.terminate();
      comeAgain();
    };
    socket.on("hello", (hello: Hello) => {
      cursor ??= hello.cursor;
      failures = 0;
      goal = seqOf(hello.cursor);
    });
    socket.on("events", (page: EventPage) => {
      let had = position();
      for (const { seq, event } of page.events) {
        if (seq <= had) repeats += 1;
        else if (event.type === "message.created") seqs.push(seq);
        had = Math.max(had, seq);
      }
      cursor = page.cursor;
    });
    socket.on("disconnect", comeAgain);
    socket.on("connect_error", comeAgain);
  };

  const arrive = () => until(() => position() >= goal, "a light device being level");
  connect();
  return {
    takeAway: () => {
      isGone = true;
      drop();
    },
    giveBack: () => {
      isGone = false;
      connect();
      return arrive();
    },
    position,
    arrive,
    report: () => ({ seqs, applied: seqs.length, repeats, transport: "websocket", isFull: false }),
  };
}

async function createFull(token: string, index: number): Promise<Jittery> {
  const transport = transportNames[index % transportNames.length] ?? "websocket";
  const cable = await layCable(url);
  const client = createSyncClient({ url: cable.url, token, store: createMemoryStore(), transport });
  const isLive = () => client.getView().connection.status === "live";
  const arrive = async () => {
    await until(isLive, `a device on ${transport} being live`);
    await client.openRoom(roomId);
    start = { applied: client.getView().connection.events, seq: position() };
  };
  const position = () => seqOf(client.getView().connection.cursor);
  let start = { applied: 0, seq: 0 };
  await client.start();
  return {
    takeAway: cable.unplug,
    giveBack: () => {
      cable.plug();
      // Browsers tell that the network is back.
      client.reconnect();
      const goal = Math.max(...lights.map((device) => device.position()));
      return until(() => isLive() && position() >= goal, `a device on ${transport} being level again`);
    },
    position,
    arrive,
    report: () => {
      const { state, connection } = client.getView();
      const all = (state?.timelines[roomId]?.messageIds ?? []).map((id) => state?.messages[id]?.seq ?? 0);
      const seqs = all.filter((seq) => seq > start.seq);
      return { seqs, applied: connection.events - start.applied, repeats: 0, transport, isFull: true };
    },
  };
}

type Course = { times: number[]; chance: Chance };

/** Takes the line away every so often, for so long. */
async function jitter(device: Jittery, { times, chance }: Course): Promise<void> {
  await Promise.race([sleep(chance.share() * everyMs), calmed]);
  while (!isCalm) {
    breaks += 1;
    device.takeAway();
    await sleep(offMs * (0.75 + chance.share() / 2));
    const backAt = performance.now();
    await device.giveBack();
    times.push(performance.now() - backAt);
    await Promise.race([sleep(everyMs * (0.75 + chance.share() / 2) - offMs), calmed]);
  }
}

const tokenOf = (index: number) => tokens[index % tokens.length] ?? "";
const lights: Jittery[] = [];
for (let index = 0; index < light; index++) {
  lights.push(createLight(tokenOf(index), createChance(seed - 1 - index)));
  if (index % 25 === 24) await sleep(50);
}
const fulls = await Promise.all(Array.from({ length: full }, (_, index) => createFull(tokenOf(index), index)));
const devices = [...lights, ...fulls];
await Promise.all(devices.map((device) => device.arrive()));

let jittering: Promise<unknown> = Promise.resolve();
let readUtilization = measureUtilization();
process.on("message", async (word: "start" | { upTo: number }) => {
  if (word === "start") {
    readUtilization = measureUtilization();
    jittering = Promise.all(
      devices.map((device, index) => {
        const times = index < light ? replays.light : replays.full;
        return jitter(device, { times, chance: createChance(seed + index) });
      }),
    );
    return;
  }
  isCalm = true;
  calm();
  await jittering;
  await Promise.all(devices.map(({ position }) => until(() => position() >= word.upTo, "everything having come")));
  const found = { devices: devices.map((device) => device.report()), replays, breaks, utilization: readUtilization() };
  process.send?.(found satisfies JitterReport);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
