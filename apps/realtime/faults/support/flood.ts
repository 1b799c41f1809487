import { type CommandName, commands, type Result } from "@hiroba/protocol";
import { connect, type TestSocket } from "../../src/testing/device.ts";
import { sleep } from "./until.ts";

/** What somebody got for asking without pause: answers by their code, `ok` among them. */
export type Flood = { answers: Record<string, number>; retryAfters: number[] };

/** Commands that end what they are called with, or open something new: a flood of them is another story. */
const parting = new Set<CommandName>(["session.signOut", "token.revoke", "session.revoke", "session.revokeOthers"]);
export const flooded = (Object.keys(commands) as CommandName[]).filter((name) => !parting.has(name));

/** So many questions are under way at a time. */
const WIDTH = 200;

/** Asks everything there is over one socket, so often each, with nothing or with what may be right. */
export async function floodCommands(
  url: string,
  { token, inputs, rounds }: { token: string; inputs: Partial<Record<CommandName, () => unknown>>; rounds: number },
): Promise<Flood> {
  const flood: Flood = { answers: {}, retryAfters: [] };
  const ear = await connect(url, { token });
  const names = Array.from({ length: rounds }, () => flooded).flat();
  const ask = async () => {
    for (let name = names.pop(); name; name = names.pop()) note(flood, await emit(ear, name, inputs[name]?.() ?? {}));
  };
  await Promise.all(Array.from({ length: WIDTH }, ask));
  ear.close();
  return flood;
}

async function emit({ socket }: TestSocket, name: CommandName, input: unknown): Promise<Result<unknown>> {
  return (await socket.timeout(30_000).emitWithAck(name, input)) as Result<unknown>;
}

function note({ answers, retryAfters }: Flood, result: Result<unknown>): void {
  const code = result.ok ? "ok" : result.error.code;
  answers[code] = (answers[code] ?? 0) + 1;
  if (!result.ok && code === "RATE_LIMITED") retryAfters.push(Number(result.error.details.retryAfter));
}

/** Posts bodies that are larger than any command, again and again until `isOver`; answers how often each status came. */
export async function floodBodies(url: string, token: string, isOver: () => boolean): Promise<Record<string, number>> {
  const body = JSON.stringify({ body: "x".repeat(1_048_576) });
  const statuses: Record<string, number> = {};
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  while (!isOver()) {
    const response = await fetch(`${url}/v1/commands/message.send`, { method: "POST", headers, body }).catch(
      () => null,
    );
    await response?.body?.cancel();
    const status = String(response?.status ?? "closed");
    statuses[status] = (statuses[status] ?? 0) + 1;
    await sleep(20);
  }
  return statuses;
}
