import { type TransportName, transportNames } from "@hiroba/client";
import { newId, seqOf } from "@hiroba/protocol";
import { createCast } from "./cast.ts";
import { must } from "./device.ts";
import type { Fault } from "./faults.ts";
import { type Attempt, judge } from "./judge.ts";
import { startTestServer } from "./node.ts";
import { createNodeProcess } from "./node-process.ts";
import { type SyncedDevice, startDevice } from "./synced-device.ts";
import { startTalk } from "./talk.ts";

type CrashStory = { findings: string[]; backMs: number[] };

/**
 * A node is killed with SIGKILL again and again while people talk over it: devices through their outboxes, on every
 * transport, and scripts that ask once and note what they were told. A second node on the same database stays up, and a
 * device on it. With a fault, the node breaks a rule until it is killed. Tells what the judge found when the dust has
 * settled, and in how many milliseconds from the node listening again each of its devices had all that was said until then.
 */
export async function tellCrashStory({ kills, fault }: { kills: number; fault?: Fault }): Promise<CrashStory> {
  const server = await startTestServer();
  const cast = await createCast(server.node.app);
  const victim = await createNodeProcess(server.databaseUrl);
  await victim.start(fault);
  const people = [cast.ben, cast.chika, cast.dee] as const;
  const start = (transport: TransportName, index: number) =>
    startDevice({
      name: `device ${index} on ${transport}`,
      person: people[index % 3] ?? cast.ben,
      url: index < transportNames.length ? victim.url : server.url,
      transport,
      rooms: [cast.generalId],
    });
  const devices = await Promise.all([...transportNames, "websocket" as const].map(start));
  try {
    const attempts: Attempt[] = [];
    const backMs: number[] = [];
    const sayTo = (url: string, body: string) =>
      must(url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body });
    for (let round = 0; round < kills; round++) {
      const talk = startTalk({ devices, person: cast.aiko, roomId: cast.generalId, url: victim.url });
      await talk.untilInSwing(() => !victim.isRunning());
      await victim.kill();
      await talk.stop();
      attempts.push(...talk.attempts);
      // Before it listens: what is said later a short poll may hear a second and a half late, kill or not.
      const { seq } = await sayTo(server.url, "the node is away");
      await victim.start();
      const startedAt = performance.now();
      const comeBack = async (device: SyncedDevice) => {
        await untilLevel(device, seq);
        backMs.push(performance.now() - startedAt);
      };
      await Promise.all(devices.slice(0, transportNames.length).map(comeBack));
    }
    await settle(devices, () => sayTo(server.url, "the end"));
    const findings = await judge({ pool: server.node.app.db.pool, url: server.url, devices, attempts });
    return { findings, backMs };
  } finally {
    await Promise.all(devices.map((device) => device.close()));
    await victim.kill();
    await server.close();
  }
}

/** It has heard and said everything. What a short poll said leaves its outbox with the next poll, a second and a half later. */
function untilLevel(device: SyncedDevice, seq: number): Promise<void> {
  if (device.client.getView().connection.choice !== "poll") return device.reaches(seq);
  return device.until(
    ({ connection: { status, cursor } }) => status === "live" && seqOf(cursor) >= seq,
    "being back and caught up",
  );
}

/** Lets every device come back and say what it has left, then waits for a message that all of them hear. */
async function settle(devices: readonly SyncedDevice[], sayTheEnd: () => Promise<{ seq: number }>): Promise<void> {
  for (const { client } of devices) client.reconnect();
  await Promise.all(
    devices.map((device) =>
      device.until(
        ({ outbox }) => outbox.every(({ status, error }) => status === "sending" && error === null),
        "having said everything",
      ),
    ),
  );
  const { seq } = await sayTheEnd();
  await Promise.all(devices.map((device) => device.reaches(seq)));
}
