import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ConnectionStatus, TransportChoice } from "@hiroba/client";
import type { Id } from "@hiroba/protocol";
import { rememberSaying } from "../../src/testing/said.ts";

export type FarDeviceOptions = { url: string; token: string; transport: TransportChoice; roomId: Id };

/** What it shows: how far it is, how much it has still to say, and the room's messages as it holds them. */
export type FarView = {
  status: ConnectionStatus;
  seq: number;
  waiting: number;
  messages: { id: Id; seq: number }[];
};

/** A device in a process of its own. */
export type FarDevice = {
  view(): Promise<FarView>;
  say(body: string): Promise<Id>;
  /** Suspends it, as a lid that is closed, and lets it go on. */
  suspend(): void;
  resume(): void;
  close(): Promise<void>;
};

/** Starts it and waits until it is live; `imports` are loaded before it. */
export async function startFarDevice(options: FarDeviceOptions, imports: readonly string[] = []): Promise<FarDevice> {
  const script = fileURLToPath(new URL("far-device-main.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: ["tsx", ...imports].flatMap((name) => ["--import", name]),
  });
  const died = once(child, "exit").then(() => {
    throw new Error("The device has died.");
  });
  died.catch(() => undefined);
  const hear = async (): Promise<unknown> => (await Promise.race([once(child, "message"), died]))[0];
  const ask = (word: "view" | { say: string }): Promise<unknown> => {
    const answer = hear();
    child.send(word);
    return answer;
  };
  await hear();
  return {
    view: async () => (await ask("view")) as FarView,
    say: async (body) => {
      const id = (await ask({ say: body })) as Id;
      rememberSaying(id);
      return id;
    },
    suspend: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    close: async () => {
      child.kill("SIGKILL");
      await once(child, "exit").catch(() => undefined);
    },
  };
}
