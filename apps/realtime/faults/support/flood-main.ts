// Somebody who asks for everything there is without pause and posts bodies that are larger than any command, or who sends
// packets that are none.
import { once, setMaxListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import { type CommandName, commands, type Failure, newId, type Result } from "@hiroba/protocol";
import { call, connect, type TestSocket } from "../../src/testing/device.ts";
import { toFittingInput } from "../../src/transports/testing/wrong-inputs.ts";
import type { Flood, FloodOptions } from "./flood.ts";

/** So many questions are under way at a time. */
const WIDTH = 200;
const flooded = Object.keys(commands) as CommandName[];

const { url, token, userId, roomId, rounds, of } = JSON.parse(process.argv[2] ?? "{}") as FloodOptions;
/** Commands that put the flooder out of a room, and back, are about one of their own: they stay where the others talk. */
const leaving = new Set<CommandName>(["room.leave", "room.join", "member.remove"]);
const hall = newId();
let messageId = newId();
let lastMessageId = messageId;

/** Packets that are none, some of which a parser could spend its time or memory on. */
const bombs = [
  '59999999-["message.send",{"_placeholder":true,"num":0}]',
  `2["message.send",${"[".repeat(60_000)}`,
  `2["message.send","${"x".repeat(1_048_576)}"]`,
];
const BOMBERS = 20;
const flood: Flood = { answers: {}, reached: [], retryAfters: [], bodies: {}, bombs: 0 };
let over = new AbortController();

/** What a command takes, about what there is and the flooder may see. */
function toInput(name: CommandName): unknown {
  const about = name === "message.delete" ? lastMessageId : messageId;
  const place = leaving.has(name) ? hall : roomId;
  const input = toFittingInput(name, { roomId: place, userId, messageId: about, messageIds: [about] });
  if (name === "message.send") [lastMessageId, messageId] = [messageId, String(input.id)];
  return input;
}

/** Asks over one socket. */
async function floodCommands(): Promise<void> {
  const ear = await comeIn();
  if (!ear) return;
  await emit(ear, "room.create", { id: hall, kind: "public", name: "Hall" });
  let count = 0;
  const ask = async () => {
    while (count < rounds * flooded.length || !over.signal.aborted) {
      const name = flooded[count++ % flooded.length] ?? "message.send";
      note(name, await emit(ear, name, toInput(name)));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, ask));
  ear.close();
}

/** Comes in once the flood before has been forgiven; not at all when this one is over before that. */
async function comeIn(): Promise<TestSocket | null> {
  try {
    return await connect(url, { token });
  } catch (error) {
    const { data } = error as { data?: Failure };
    if (data?.code !== "RATE_LIMITED") throw error;
    flood.retryAfters.push(Number(data.details.retryAfter));
    await setTimeout(Number(data.details.retryAfter) * 1_000, null, over).catch(() => undefined);
    return over.signal.aborted ? null : comeIn();
  }
}

/** What answers with a cookie is asked over HTTP, as it must be. */
async function emit({ socket }: TestSocket, name: CommandName, input: unknown): Promise<Result<unknown>> {
  if (commands[name].effect === "cookie") return call(url, { token }, name, input as never);
  return (await socket.timeout(30_000).emitWithAck(name, input)) as Result<unknown>;
}

function note(name: CommandName, result: Result<unknown>): void {
  const code = result.ok ? "ok" : result.error.code;
  flood.answers[code] = (flood.answers[code] ?? 0) + 1;
  if (code !== "RATE_LIMITED" && code !== "INVALID_INPUT" && !flood.reached.includes(name)) flood.reached.push(name);
  if (!result.ok && code === "RATE_LIMITED") flood.retryAfters.push(Number(result.error.details.retryAfter));
}

async function floodBodies(): Promise<void> {
  const body = JSON.stringify({ body: "x".repeat(1_048_576) });
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  while (!over.signal.aborted) {
    const response = await fetch(`${url}/v1/commands/message.send`, { method: "POST", headers, body }).catch(
      () => null,
    );
    await response?.body?.cancel();
    const status = String(response?.status ?? "closed");
    flood.bodies[status] = (flood.bodies[status] ?? 0) + 1;
    await setTimeout(20);
  }
}

/** Packets end the connection that they come by, and the next comes by another. */
async function floodPackets(): Promise<void> {
  const throwAll = async () => {
    for (let count = 0; !over.signal.aborted; count++) {
      const ear = await comeIn();
      if (!ear) return;
      const { socket } = ear;
      const ended = once(socket as never, "disconnect", { signal: AbortSignal.timeout(30_000) });
      const { engine } = socket.io as unknown as { engine: { write(packet: string): void } };
      engine.write(bombs[count % bombs.length] ?? "");
      await ended;
      flood.bombs += 1;
    }
  };
  await Promise.all(Array.from({ length: BOMBERS }, throwAll));
}

let flooding: Promise<unknown> = Promise.resolve();
process.on("message", async (word: "begin" | "end") => {
  if (word === "begin") {
    over = new AbortController();
    setMaxListeners(BOMBERS + 1, over.signal);
    flooding = of === "packets" ? floodPackets() : Promise.all([floodCommands(), floodBodies()]);
    return;
  }
  over.abort();
  await flooding;
  process.send?.(flood);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
