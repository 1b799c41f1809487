import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { createCast, type Person } from "./cast.ts";
import { call, must } from "./device.ts";
import type { Fault } from "./faults.ts";
import { type Attempt, judge } from "./judge.ts";
import { startTestServer } from "./node.ts";
import { createNodeProcess, type NodeProcess } from "./node-process.ts";
import { type SyncedDevice, startDevice } from "./synced-device.ts";

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
    const place = { roomId: cast.generalId, url: victim.url };
    for (let round = 0; round < kills; round++) {
      const talking = talk({ devices, person: cast.aiko, attempts, ...place });
      await goOn(talking, { devices, victim });
      await victim.kill();
      await talking.stop();
      await victim.start();
    }
    await settle(devices, () => must(server.url, cast.aiko, "message.send", toMessage(cast.generalId, "the end")));
    return await judge({ pool: server.node.app.db.pool, url: server.url, devices, attempts });
  } finally {
    await Promise.all(devices.map((device) => device.close()));
    await victim.kill();
    await server.close();
  }
}

function toMessage(roomId: string, text: string) {
  const id = newId();
  return { id, roomId, body: `${text} ${id}` };
}

type Talk = { devices: readonly SyncedDevice[]; person: Person; attempts: Attempt[]; roomId: string; url: string };
type Talking = { said(): number; stop(): Promise<void> };

/** Talks without pause: ten scripts that wait for each answer, and every device. */
function talk({ devices, person, attempts, roomId, url }: Talk): Talking {
  let [isOver, said] = [false, 0];
  const script = async () => {
    while (!isOver) {
      const message = toMessage(roomId, "scripted");
      const attempt: Attempt = { id: message.id, body: message.body, isAcknowledged: false };
      attempts.push(attempt);
      const result = await call(url, person, "message.send", message).catch(() => null);
      attempt.isAcknowledged = result?.ok ?? false;
      if (!result) return;
      said += 1;
    }
  };
  const chatter = async () => {
    for (let turn = 0; !isOver; turn++) {
      for (const device of devices) device.send(roomId, `said ${turn} on ${device.name} ${newId()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const talking = Promise.all([...Array.from({ length: 10 }, script), chatter()]);
  return {
    said: () => said,
    stop: async () => {
      isOver = true;
      await talking;
    },
  };
}

/** Waits until the talk is in full swing, so that the kill falls into the middle of it; a broken node may die before. */
async function goOn(
  talking: Talking,
  { devices, victim }: { devices: readonly SyncedDevice[]; victim: NodeProcess },
): Promise<void> {
  const counts = () => devices.map(({ client }) => client.getView().connection.events);
  const [said, heard] = [talking.said(), counts()];
  const isInSwing = () =>
    talking.said() > said + 60 && counts().every((count, index) => count > (heard[index] ?? 0) + 30);
  for (const started = Date.now(); victim.isRunning() && !isInSwing(); ) {
    if (Date.now() - started > 30_000) throw new Error("The talk did not get going.");
    await new Promise((resolve) => setTimeout(resolve, 10));
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
