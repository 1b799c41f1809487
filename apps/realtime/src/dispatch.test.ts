import { CommandError } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RateLimits } from "./rate-limits.ts";
import { type Cast, createCast } from "./testing/cast.ts";
import { connect, type TestSocket } from "./testing/device.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

/** Commands of one person that a node has in hand, and how long one that was too much keeps its place (milliseconds). */
const [IN_HAND, REFUSED_MS] = [8, 10];
const ROUNDS = 20;

let server: TestServer;
let cast: Cast;
let eve: TestSocket;
/** Whose allowances were asked for. */
const keys = new Set<string>();

beforeAll(async () => {
  server = await startTestServer({ HIROBA_TRUSTED_PROXIES: "1" }, { createRateLimits: refuseSignals });
  cast = await createCast(server.node.app);
  eve = await connect(server.url, cast.ben);
});
afterAll(async () => {
  eve.close();
  await server.close();
});

function refuseSignals(): RateLimits {
  return {
    consume: async (rate, key) => {
      keys.add(key);
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

it("whoever writes a person's id for an address has no part in that person's allowances", async () => {
  const headers = { "content-type": "application/json", "x-forwarded-for": cast.chika.id };
  await fetch(`${server.url}/v1/commands/workspace.status`, { method: "POST", headers, body: "{}" });
  expect([...keys].filter((key) => key.includes(cast.chika.id))).toEqual([`from ${cast.chika.id}`]);
});
