import { createServer } from "node:http";
import { newId } from "@hiroba/protocol";
import { Server } from "socket.io";
import { expect, it } from "vitest";
import { seed } from "../src/testing/randomness.ts";
import { startJitteryDevices } from "./support/jittery-devices.ts";
import { report } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * A test of the jitter story: what is known to lose messages is put through the same, and must be found to lose them.
 */

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
