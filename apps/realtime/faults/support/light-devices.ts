import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * What a light device has done: when it came in, each time, the seqs of the messages it was sent, and how many events came
 * that it had, which is none as long as nothing at its cursor or before is sent again.
 */
export type LightReport = { openedAt: number[]; seqs: number[]; repeats: number };

/** What their process is asked. */
export type Question = "settle" | "report" | "utilization";

/** Many devices of the thinnest kind in a process of their own, so that they do not take the servers' time. */
export type LightDevices = {
  /** Waits until all are connected, and stay so for half a second. */
  settle(): Promise<void>;
  reports(): Promise<LightReport[]>;
  /** Which share of the time, since all were in, their process was busy. */
  utilization(): Promise<number>;
  close(): Promise<void>;
};

/** Connects `count` devices by WebSocket, spread over the tokens, and waits until all are in. */
export async function startLightDevices(options: {
  url: string;
  tokens: readonly string[];
  count: number;
}): Promise<LightDevices> {
  const script = fileURLToPath(new URL("light-devices-main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(options)], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ask = async (question: Question): Promise<unknown> => {
    const answer = once(child, "message");
    child.send(question);
    return (await Promise.race([answer, failure(child)]))[0];
  };
  await Promise.race([once(child, "message"), failure(child)]);
  return {
    settle: async () => void (await ask("settle")),
    reports: async () => (await ask("report")) as LightReport[],
    utilization: async () => (await ask("utilization")) as number,
    close: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function failure(child: ChildProcess): Promise<never> {
  await once(child, "exit");
  throw new Error("The light devices have died.");
}
