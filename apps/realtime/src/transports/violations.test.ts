import { once } from "node:events";
import type { Duplex } from "node:stream";
import { type Failure, limits } from "@hiroba/protocol";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createCast, type Person } from "../testing/cast.ts";
import { connect, readEvents } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

/* Who sends what no client sends loses the socket by it each time, and after ten times is let in a minute later only. */

const TIMES = 10;

let server: TestServer;
let person: Person;
let another: Person;

beforeEach(async () => {
  server = await startTestServer();
  const { ben, aiko } = await createCast(server.node.app);
  [person, another] = [ben, aiko];
});
afterEach(() => server.close());

type Engine = { write(packet: string): void; transport: { ws: { _socket: Duplex & { resetAndDestroy(): void } } } };

/** Comes in, does something to its line, and is put out. */
async function loseSocket(act: (engine: Engine) => void): Promise<void> {
  const { socket } = await connect(server.url, person);
  const ended = once(socket as never, "disconnect");
  act((socket.io as unknown as { engine: Engine }).engine);
  await ended;
}

async function comeIn(who: Person): Promise<Failure | "let in"> {
  try {
    (await connect(server.url, who)).close();
    return "let in";
  } catch (error) {
    return (error as { failure: Failure }).failure;
  }
}

it.each<[string, (engine: Engine) => void]>([
  ["no packet of Socket.IO", (engine) => engine.write('59999999-["a",{"_placeholder":true,"num":0}]')],
  ["no packet of Engine.IO", ({ transport }) => transport.ws._socket.write(toFrame("x"))],
  ["no frame of a WebSocket", ({ transport }) => transport.ws._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))],
  ["a frame that is too large", (engine) => engine.write(`2["a","${"x".repeat(limits.commandBytes + 300)}"]`)],
])("%s ends the socket, and ten of them keep out for up to a minute whoever sent them", async (_, act) => {
  for (let count = 0; count < TIMES; count++) await loseSocket(act);
  const failure = await comeIn(person);
  expect(failure).toMatchObject({ code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } });
  const { retryAfter } = (failure as Failure).details;
  expect(retryAfter).toBeGreaterThan(50);
  expect(retryAfter).toBeLessThanOrEqual(60);
  // What is asked over HTTP has allowances of its own.
  await readEvents(server.url, person);
  expect(await comeIn(another)).toBe("let in");
});

it("a line that breaks, however often, keeps nobody out", async () => {
  for (let count = 0; count < 2 * TIMES; count++) {
    await loseSocket(({ transport }) => transport.ws._socket.resetAndDestroy());
  }
  expect(await comeIn(person)).toBe("let in");
});

/** A short text as a client's frame, masked with nothing (RFC 6455, section 5.2). */
const toFrame = (text: string) =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
