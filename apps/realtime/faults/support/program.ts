import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Whether a program is installed on this machine; where it is not, a test that needs it fails with what to do. */
export function requireProgram(name: string, advice: string): void {
  const { error } = spawnSync(name, ["--version"], { stdio: "ignore" });
  if (error) throw new Error(`The whole fault suite needs ${name}: ${advice}`);
}

/** A program that lives until `kill`. */
export type Program = {
  /** Lets it hang, with its connections open, and go on. */
  suspend(): void;
  resume(): void;
  kill(): Promise<void>;
};

/** Starts one. */
export function startProgram(name: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(name, args, { stdio: "ignore" });
  return {
    suspend: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Runs a program to its end. */
export function runProgram(name: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(name, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}
