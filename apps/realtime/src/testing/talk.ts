import { setTimeout as pause } from "node:timers/promises";
import { type Id, newId } from "@hiroba/protocol";
import type { Person } from "./cast.ts";
import { call } from "./device.ts";
import type { Attempt } from "./judge.ts";
import type { SyncedDevice } from "./synced-device.ts";

/** Who talks: devices through their outboxes, and a person by scripts, straight to a node. */
export type Talkers = { devices: readonly SyncedDevice[]; person: Person; roomId: Id; url: string };

/** Talk without pause, for something to break in the middle of. */
export type Talk = {
  /** What the scripts tried, each once, and what they were told. */
  attempts: readonly Attempt[];
  /** Waits until scripts are answered and every device hears; or until `isOver`, since a broken node may die before. */
  untilInSwing(isOver?: () => boolean): Promise<void>;
  stop(): Promise<void>;
};

const SCRIPTS = 10;
const PACE_MS = 20;
/** A device with more than this to say waits, as people do: on a slow machine it would never come to an end. */
const WAITING = 25;

/** Begins: scripts that wait for each answer, and every device. */
export function startTalk({ devices, person, roomId, url }: Talkers): Talk {
  const attempts: Attempt[] = [];
  let [isOver, said] = [false, 0];

  const script = async () => {
    while (!isOver) {
      const id = newId();
      const attempt: Attempt = { id, body: `scripted ${id}`, isAcknowledged: false };
      attempts.push(attempt);
      const result = await call(url, person, "message.send", { id, roomId, body: attempt.body }).catch(() => null);
      attempt.isAcknowledged = result?.ok ?? false;
      if (attempt.isAcknowledged) said += 1;
      else await pause(PACE_MS);
    }
  };
  const chatter = async () => {
    for (let turn = 0; !isOver; turn++) {
      for (const device of devices) {
        if (device.client.getView().outbox.length > WAITING) continue;
        device.send(roomId, `said ${turn} on ${device.name} ${newId()}`);
      }
      await pause(PACE_MS);
    }
  };
  const talking = Promise.all([...Array.from({ length: SCRIPTS }, script), chatter()]);

  const counts = () => devices.map(({ client }) => client.getView().connection.events);
  const untilInSwing = async (isEnded = () => false) => {
    const [before, heard] = [said, counts()];
    const isInSwing = () => said > before + 60 && counts().every((count, index) => count > (heard[index] ?? 0) + 30);
    for (const started = Date.now(); !isEnded() && !isInSwing(); await pause(10)) {
      if (Date.now() - started > 30_000) throw new Error("The talk did not get going.");
    }
  };
  return {
    attempts,
    untilInSwing,
    stop: async () => {
      isOver = true;
      await talking;
    },
  };
}
