import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TransportName } from "@hiroba/client";
import type { Id } from "@hiroba/protocol";

export type JitterOptions = {
  url: string;
  tokens: readonly string[];
  /** How many of each kind. */
  light: number;
  full: number;
  roomId: Id;
  /** Each line breaks about this often, for about so long. */
  everyMs: number;
  offMs: number;
  /** Says when. */
  seed: number;
};

export type JitterReport = {
  /**
   * The seqs of the messages that each device ended with, in its order, how many events it applied, and how many a light
   * one was sent that it had: it may connect anew as often as it likes, what is at its cursor or before is not sent again.
   */
  devices: { seqs: number[]; applied: number; repeats: number; transport: TransportName; isFull: boolean }[];
  /** From the line's return until the device was level, in milliseconds. */
  replays: { light: number[]; full: number[] };
  breaks: number;
  /** Which share of the time, since `start`, the devices' process was busy. */
  utilization: number;
};

/** Devices in a process of their own, whose lines break once `start` is called. */
export type JitteryDevices = {
  start(): void;
  /** Breaks no more lines, waits until everybody has everything up to a seq, and tells how it went. */
  finish(upTo: number): Promise<JitterReport>;
  close(): Promise<void>;
};

/** Starts them, and waits until all are level. */
export async function startJitteryDevices(options: JitterOptions): Promise<JitteryDevices> {
  const script = fileURLToPath(new URL("jittery-devices-main.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(options)], { execArgv: ["--import", "tsx"] });
  const died = once(child, "exit").then(() => {
    throw new Error("The devices have died.");
  });
  died.catch(() => undefined);
  const hear = async (): Promise<unknown> => (await Promise.race([once(child, "message"), died]))[0];
  await hear();
  return {
    start: () => void child.send("start"),
    finish: async (upTo) => {
      child.send({ upTo });
      return (await hear()) as JitterReport;
    },
    close: async () => {
      child.kill("SIGKILL");
      await once(child, "exit").catch(() => undefined);
    },
  };
}
