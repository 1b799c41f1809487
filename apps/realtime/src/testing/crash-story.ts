import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { createCast } from "./cast.ts";
import { must } from "./device.ts";
import type { Fault } from "./faults.ts";
import { type Attempt, judge } from "./judge.ts";
import { startTestServer } from "./node.ts";
import { createNodeProcess } from "./node-process.ts";
import { type SyncedDevice, startDevice } from "./synced-device.ts";
import { startTalk } from "./talk.ts";

/**
 * A node is killed with SIGKILL again and again while people talk over it: devices through their outboxes, on every
 * transport, and scripts that ask once and note what they were told. A second node on the same database stays up. With a
 * fault, the node breaks a rule until it is killed. Tells what the judge found when the dust has settled.
 */
export async function tellCrashStory({ kills, fault }: { kills: number; fault?: Fault }): Promise<string[]> {
  const server = await startTestServer();
  const cast = await createCast(server.node.app);
  const victim = await createNodeProcess(server.databaseUrl);
  await victim.start(fault);
  const people = [cast.ben, cast.chika, cast.dee] as const;
  const devices = await Promise.all(
    transportNames.map((transport, index) =>
      startDevice({
        name: `device on ${transport}`,
        person: people[index % 3] ?? cast.ben,
        url: index === 4 ? server.url : victim.url,
        transport,
        rooms: [cast.generalId],
      }),
    ),
  );
  try {
    const attempts: Attempt[] = [];
    for (let round = 0; round < kills; round++) {
      const talk = startTalk({ devices, person: cast.aiko, roomId: cast.generalId, url: victim.url });
      await talk.untilInSwing(() => !victim.isRunning());
      await victim.kill();
      await talk.stop();
      attempts.push(...talk.attempts);
      await victim.start();
    }
    await settle(devices, () =>
      must(server.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body: "the end" }),
    );
    return await judge({ pool: server.node.app.db.pool, url: server.url, devices, attempts });
  } finally {
    await Promise.all(devices.map((device) => device.close()));
    await victim.kill();
    await server.close();
  }
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
