import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CommandName, Id } from "@hiroba/protocol";

export type FloodOptions = {
  url: string;
  /** Whose it is, and a room that they are in. */
  token: string;
  userId: Id;
  roomId: Id;
  of: "commands" | "packets";
  /** Every command is asked at least so often each time. */
  rounds: number;
};

/** What somebody got for it. */
export type Flood = {
  /** How many answers there were by their code, `ok` among them. */
  answers: Record<string, number>;
  /** The commands whose handlers were asked: those that were ever refused neither as too many nor as wrong. */
  reached: CommandName[];
  /** In seconds. */
  retryAfters: number[];
  /** How many bodies of a megabyte by the status they got. */
  bodies: Record<string, number>;
  /** How many packets were answered by the end of their connection. */
  bombs: number;
};

/** Somebody in a process of their own, so that what they have to do is in nobody's times. */
export type Flooder = {
  /** Asks everything there is, two hundred questions at a time, beside bodies of a megabyte; or sends packets by twenties. */
  begin(): void;
  /** Asks no more and waits for the answers; tells what came since the first beginning. */
  end(): Promise<Flood>;
  close(): Promise<void>;
};

/** Starts the process; nothing is asked yet. */
export async function startFlooder(options: FloodOptions): Promise<Flooder> {
  const script = fileURLToPath(new URL("flood-main.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(options)], { execArgv: ["--import", "tsx"] });
  const died = once(child, "exit").then(() => {
    throw new Error("The flooder has died.");
  });
  died.catch(() => undefined);
  const hear = async (): Promise<unknown> => (await Promise.race([once(child, "message"), died]))[0];
  await hear();
  return {
    begin: () => void child.send("begin"),
    end: async () => {
      child.send("end");
      return (await hear()) as Flood;
    },
    close: async () => {
      child.kill("SIGKILL");
      await once(child, "exit").catch(() => undefined);
    },
  };
}
