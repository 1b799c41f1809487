import type { EventPage, Hello, Signal } from "@hiroba/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AIKO, sentAt } from "../testing/story.ts";
import { createSseReader } from "./sse.ts";

const page: EventPage = { events: [sentAt(5, { body: "広場 👩‍👩‍👧 \u2028 ends\r\n" })], cursor: "a-5", more: false };
const typing: Signal = { type: "typing", roomId: AIKO, userId: AIKO, typing: true };

function read(chunks: readonly Uint8Array[]) {
  const heard: (Hello | EventPage | Signal)[] = [];
  const reader = createSseReader({
    handleHello: (hello) => heard.push(hello),
    handlePage: (one) => heard.push(one),
    handleSignal: (signal) => heard.push(signal),
  });
  for (const chunk of chunks) reader.feed(chunk);
  return { heard, isOpen: reader.isOpen(), isParted: reader.isParted() };
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...[...places].sort((left, right) => left - right), bytes.length];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
}

test.each(["\n", "\r\n", "\r"])("a stream with the line end %j reads the same wherever its chunks are cut", (end) => {
  const lines = [
    ": ",
    "",
    "retry: 1000",
    "event: hello",
    `data: ${JSON.stringify({ userId: AIKO })}`,
    "",
    "id: a-5",
    "event: event",
    `data: ${JSON.stringify(page)}`,
    "",
    "event: from a later version",
    "data: {}",
    "",
    "event: signal",
    `data: ${JSON.stringify(typing)}`,
    "",
    "",
  ];
  const bytes = new TextEncoder().encode(lines.join(end));
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (places) => {
      expect(read(cut(bytes, places)).heard).toEqual([{ userId: AIKO }, page, typing]);
    }),
  );
  expect(read([...bytes].map((byte) => Uint8Array.of(byte))).heard).toHaveLength(3);
});

test("heartbeats and an unfinished event open nothing", () => {
  const bytes = new TextEncoder().encode(`: \n\n: \n\nevent: event\ndata: ${JSON.stringify(page)}`);
  expect(read([bytes])).toEqual({ heard: [], isOpen: false, isParted: false });
});

test("a stream that the server ends says so", () => {
  const bytes = new TextEncoder().encode("event: goodbye\ndata: {}\n\n");
  expect(read([bytes])).toMatchObject({ heard: [], isParted: true });
});
