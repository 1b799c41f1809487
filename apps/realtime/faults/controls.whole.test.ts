import { createServer } from "node:http";
import { newId } from "@hiroba/protocol";
import pg from "pg";
import { Server } from "socket.io";
import { expect, it } from "vitest";
import { call } from "../src/testing/device.ts";
import { type Attempt, judge } from "../src/testing/judge.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { seed } from "../src/testing/randomness.ts";
import { gather } from "./support/gathering.ts";
import { startJitteryDevices } from "./support/jittery-devices.ts";
import { startOwnPostgres } from "./support/own-postgres.ts";
import { report } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * Tests of the suite: what is known to lose something is put through the same, and must be found to lose it. Others are
 * beside what they control, and in `src/negative-controls.test.ts`.
 */

it("a database that says that it has stored before it has is found out when it is killed with -9 (control)", async () => {
  const postgres = await startOwnPostgres({
    synchronous_commit: "off",
    // Nothing is written on the side either, so that the loss does not depend on the moment.
    wal_writer_delay: "10s",
    wal_writer_flush_after: "1GB",
    wal_buffers: "64MB",
  });
  const { cast, server, close } = await gather({ databaseServer: postgres.url });
  const node = await createNodeProcess(server.databaseUrl);
  await node.start();
  await server.node.close();
  const attempts: Attempt[] = [];
  for (let count = 0; count < 50; count++) {
    const message = { id: newId(), roomId: cast.generalId, body: `message ${count}` };
    const { ok } = await call(node.url, cast.aiko, "message.send", message);
    attempts.push({ ...message, isAcknowledged: ok });
  }
  await postgres.kill();
  await node.kill();
  await postgres.start();
  const pool = new pg.Pool({ connectionString: server.databaseUrl });
  const verdict = await judge({ pool, url: node.url, devices: [], attempts });
  expect(verdict).toContainEqual(expect.stringMatching(/" was acknowledged and is not there$/));
  await pool.end();
  await close();
  await postgres.close();
});

/** The chat example of Socket.IO: what is said goes out to whoever is there, in pages as light devices read them. */
async function startBroadcast() {
  const http = createServer().listen(0, "127.0.0.1");
  const io = new Server(http, { transports: ["websocket"] });
  const toCursor = (seq: number) => `broadcast-${seq}`;
  let head = 0;
  io.on("connection", (socket) => void socket.emit("hello", { cursor: toCursor(head) }));
  await until(() => http.listening, "the broadcast");
  const address = http.address();
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    say: () => {
      head += 1;
      io.emit("events", { events: [{ seq: head, event: { type: "message.created" } }], cursor: toCursor(head) });
      return head;
    },
    close: () => io.close(),
  };
}

it(`a plain broadcast over Socket.IO is found to lose messages when lines break (control; seed ${seed})`, async () => {
  const broadcast = await startBroadcast();
  const options = { url: broadcast.url, tokens: ["nobody's"], roomId: newId(), light: 20, full: 0, seed };
  const devices = await startJitteryDevices({ ...options, everyMs: 1_500, offMs: 500 });
  devices.start();
  const seqs: number[] = [];
  for (let count = 0; count < 30; count++) {
    seqs.push(broadcast.say());
    await sleep(100);
  }
  // What is said last is heard by all: the lines are well again.
  const saying = setInterval(broadcast.say, 100);
  const found = await devices.finish(seqs.length + 1);
  clearInterval(saying);
  const isComplete = (device: { seqs: number[] }) => seqs.every((seq) => device.seqs.includes(seq));
  const complete = found.devices.filter(isComplete).length;
  report("a plain broadcast", { breaks: found.breaks, complete: `${complete} of ${found.devices.length}` });
  expect(found.breaks).toBeGreaterThan(found.devices.length);
  expect(complete).toBeLessThan(found.devices.length);
  await devices.close();
  await broadcast.close();
});
