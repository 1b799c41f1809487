// Somebody who asks for everything there is without pause, and posts bodies that are larger than any command.
import { type CommandName, commands, type Failure, newId, type Result } from "@hiroba/protocol";
import { connect, type TestSocket } from "../../src/testing/device.ts";
import type { Flood, FloodOptions } from "./flood.ts";
import { sleep } from "./until.ts";

/** So many questions are under way at a time. */
const WIDTH = 200;
/** Commands that end what they are called with, or open something new: a flood of them is another story. */
const parting = new Set<CommandName>(["session.signOut", "token.revoke", "session.revoke", "session.revokeOthers"]);
const flooded = (Object.keys(commands) as CommandName[]).filter((name) => !parting.has(name));

const { url, token, userId, roomId, rounds } = JSON.parse(process.argv[2] ?? "{}") as FloodOptions;
const inputs: Partial<Record<CommandName, () => unknown>> = {
  "message.send": () => ({ id: newId(), roomId, body: "again" }),
  "message.list": () => ({ roomId }),
  "typing.set": () => ({ roomId, typing: true }),
  "presence.set": () => ({ presence: "active" }),
  "member.list": () => ({ roomId }),
  "draft.save": () => ({ roomId, body: "again" }),
  "member.add": () => ({ roomId, userId }),
};
const flood: Flood = { answers: {}, retryAfters: [], bodies: {} };
let isOver = false;

/** Asks over one socket, with nothing or with what may be right. */
async function floodCommands(): Promise<void> {
  const ear = await comeIn();
  let count = 0;
  const ask = async () => {
    while (count < rounds * flooded.length || !isOver) {
      const name = flooded[count++ % flooded.length] ?? "message.send";
      note(await emit(ear, name, inputs[name]?.() ?? {}));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, ask));
  ear.close();
}

/** Comes in once the flood before has been forgiven. */
async function comeIn(): Promise<TestSocket> {
  try {
    return await connect(url, { token });
  } catch (error) {
    const { data } = error as { data?: Failure };
    if (data?.code !== "RATE_LIMITED") throw error;
    await sleep(Number(data.details.retryAfter) * 1_000);
    return comeIn();
  }
}

async function emit({ socket }: TestSocket, name: CommandName, input: unknown): Promise<Result<unknown>> {
  return (await socket.timeout(30_000).emitWithAck(name, input)) as Result<unknown>;
}

function note(result: Result<unknown>): void {
  const code = result.ok ? "ok" : result.error.code;
  flood.answers[code] = (flood.answers[code] ?? 0) + 1;
  if (!result.ok && code === "RATE_LIMITED") flood.retryAfters.push(Number(result.error.details.retryAfter));
}

async function floodBodies(): Promise<void> {
  const body = JSON.stringify({ body: "x".repeat(1_048_576) });
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  while (!isOver) {
    const response = await fetch(`${url}/v1/commands/message.send`, { method: "POST", headers, body }).catch(
      () => null,
    );
    await response?.body?.cancel();
    const status = String(response?.status ?? "closed");
    flood.bodies[status] = (flood.bodies[status] ?? 0) + 1;
    await sleep(20);
  }
}

let flooding: Promise<unknown> = Promise.resolve();
process.on("message", async (word: "begin" | "end") => {
  isOver = word === "end";
  if (!isOver) {
    flooding = Promise.all([floodCommands(), floodBodies()]);
    return;
  }
  await flooding;
  process.send?.(flood);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
