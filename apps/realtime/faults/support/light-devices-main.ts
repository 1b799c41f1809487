// Devices that do no more than the contract asks of the simplest client: they keep a cursor, apply what comes after it,
// and come back after a random moment that grows with each failure.
import { setTimeout as pause } from "node:timers/promises";
import { type EventPage, type Hello, seqOf } from "@hiroba/protocol";
import { io } from "socket.io-client";
import type { LightReport, Question } from "./light-devices.ts";
import { measureUtilization } from "./utilization.ts";

type Light = LightReport & { isOpen: boolean };

const { url, tokens, count } = JSON.parse(process.argv[2] ?? "{}") as { url: string; tokens: string[]; count: number };
const lights: Light[] = [];
let brokenAt = 0;

function start(token: string): Light {
  const light: Light = { openedAt: [], seqs: [], repeats: 0, isOpen: false };
  let cursor: string | undefined;
  let failures = 0;

  const connect = () => {
    const auth = { token, protocol: 1, ...(cursor === undefined ? {} : { since: cursor }) };
    const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
    const comeAgain = () => {
      brokenAt = performance.now();
      light.isOpen = false;
      failures += 1;
      socket.removeAllListeners();
      socket.close();
      setTimeout(connect, Math.random() * Math.min(15_000, 1_000 * 2 ** (failures - 1)));
    };
    socket.on("hello", (hello: Hello) => {
      cursor ??= hello.cursor;
      failures = 0;
      light.isOpen = true;
      light.openedAt.push(Date.now());
    });
    socket.on("events", (page: EventPage) => {
      let had = seqOf(cursor);
      for (const { seq, event } of page.events) {
        if (seq <= had) light.repeats += 1;
        else if (event.type === "message.created") light.seqs.push(seq);
        had = Math.max(had, seq);
      }
      cursor = page.cursor;
    });
    socket.on("disconnect", comeAgain);
    socket.on("connect_error", comeAgain);
  };

  connect();
  return light;
}

async function settle(): Promise<void> {
  while (lights.some(({ isOpen }) => !isOpen) || performance.now() - brokenAt < 500) await pause(20);
}

const toReport = ({ openedAt, seqs, repeats }: Light): LightReport => ({ openedAt, seqs, repeats });
const answers: Record<Question, () => unknown> = {
  settle,
  report: () => lights.map(toReport),
  utilization: () => readUtilization(),
};

process.on("message", async (question: Question) => {
  process.send?.((await answers[question]()) ?? "settled");
});
process.on("disconnect", () => process.exit());

for (let index = 0; index < count; index++) {
  lights.push(start(tokens[index % tokens.length] ?? ""));
  if (index % 25 === 24) await pause(50);
}
await settle();
const readUtilization = measureUtilization();
process.send?.("ready");
