import { CommandError } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RateLimits } from "./rate-limits.ts";
import { createCast } from "./testing/cast.ts";
import { connect, type TestSocket } from "./testing/device.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

/** Commands of one person that a node has in hand, and how long one that was too much keeps its place (milliseconds). */
const [IN_HAND, REFUSED_MS] = [8, 10];
const ROUNDS = 20;

let server: TestServer;
let eve: TestSocket;

beforeAll(async () => {
  server = await startTestServer({}, { createRateLimits: refuseSignals });
  eve = await connect(server.url, (await createCast(server.node.app)).ben);
});
afterAll(async () => {
  eve.close();
  await server.close();
});

function refuseSignals(): RateLimits {
  return {
    consume: async (rate) => {
      if (rate === "signal") throw new CommandError("RATE_LIMITED", "Too much.", { retryAfter: 1 });
    },
    requireLeft: async () => undefined,
  };
}

const ask = (name: string) => eve.socket.timeout(10_000).emitWithAck(name, { presence: "active" });

it("whoever asks too much is told so at once, and refused no faster than leaves the others their time", async () => {
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: IN_HAND * ROUNDS + 1 }, () => ask("presence.set")));
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: "RATE_LIMITED" } });
  // Timers go off a millisecond early at most.
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(ROUNDS * (REFUSED_MS - 1));
});

it("and then goes on like anybody", async () => {
  expect(await eve.socket.timeout(5_000).emitWithAck("workspace.status", {})).toMatchObject({ ok: true });
});
