import { applyEvents, type Envelope, type Event, type EventPage, formatCursor, type State } from "@hiroba/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BEN, envelopeOf, GENERAL, messageOf, sentAt, stateOf } from "../testing/story.ts";
import { createReplica } from "./replica.ts";

const at = (seq: number, epoch = "a") => formatCursor({ epoch, seq });
const pageOf = (events: readonly Envelope[], to: number): EventPage => ({
  events: [...events],
  cursor: at(to),
  more: false,
});

function holding(seq: number, log: readonly Envelope[] = []) {
  const replica = createReplica(() => {});
  replica.adopt({ state: stateAt(log, seq), cursor: at(seq) });
  return replica;
}

function stateAt(log: readonly Envelope[], seq: number): State {
  return applyEvents(
    stateOf(),
    log.filter((envelope) => envelope.seq <= seq),
  );
}

test("a page that overlaps what is held adds only what is new", () => {
  const replica = holding(10);
  const page = pageOf([sentAt(11), sentAt(12)], 12);
  expect(replica.receive(page, at(10))).toBe("applied");
  expect(replica.receive(page, at(10))).toBe("applied");
  expect(replica.receive(pageOf([sentAt(12), sentAt(14)], 15), at(11))).toBe("applied");
  expect(replica.held()?.cursor).toBe(at(15));
  expect(replica.held()?.state.rooms[GENERAL]?.unread).toBe(3);
  expect(replica.applied()).toBe(3);
});

test("a page that begins behind a hole is not applied", () => {
  const replica = holding(10);
  expect(replica.receive(pageOf([sentAt(12)], 12), at(11))).toBe("gap");
  expect(replica.held()?.cursor).toBe(at(10));
});

test("pages wait for the first state and are taken from there on", () => {
  const replica = createReplica(() => {});
  expect(replica.receive(pageOf([sentAt(11)], 11), at(10))).toBe("waiting");
  expect(replica.receive(pageOf([sentAt(12)], 12), at(11))).toBe("waiting");
  expect(replica.adopt({ state: stateAt([sentAt(11)], 11), cursor: at(11) })).toBe("applied");
  expect(replica.held()?.cursor).toBe(at(12));
  expect(replica.held()?.state.rooms[GENERAL]?.unread).toBe(2);
});

test("a snapshot that is older than where the waiting pages begin leaves a gap, which is told", () => {
  const replica = createReplica(() => {});
  replica.receive(pageOf([sentAt(12)], 12), at(11));
  expect(replica.adopt({ state: stateOf(), cursor: at(9) })).toBe("gap");
  expect(replica.held()?.cursor).toBe(at(9));
});

test("after a reset the old state stays on the screen until the snapshot is there", () => {
  const replica = holding(10);
  const before = replica.held();
  expect(replica.receive({ events: [], cursor: at(90), more: false, reset: true }, at(10))).toBe("reset");
  expect(replica.isWaiting()).toBe(true);
  expect(replica.receive(pageOf([sentAt(91)], 91), at(90))).toBe("waiting");
  expect(replica.held()).toBe(before);
  expect(replica.adopt({ state: stateOf(), cursor: at(90) })).toBe("applied");
  expect(replica.held()?.cursor).toBe(at(91));
});

test("a reset while a snapshot is on its way asks for no further one", () => {
  const replica = createReplica(() => {});
  replica.receive(pageOf([sentAt(11)], 11), at(10));
  expect(replica.receive({ events: [], cursor: at(90), more: false, reset: true }, at(11))).toBe("waiting");
  expect(replica.receive(pageOf([sentAt(91)], 91), at(90))).toBe("waiting");
  expect(replica.adopt({ state: stateOf(), cursor: at(90) })).toBe("applied");
  expect(replica.held()?.cursor).toBe(at(91));
});

test("what waits too long is let go, and the hole it leaves is told", () => {
  const replica = createReplica(() => {});
  const thousand = (from: number) => Array.from({ length: 1_000 }, (_, index) => sentAt(from + 1 + index));
  for (let seq = 10; seq < 30_000; seq += 1_000) replica.receive(pageOf(thousand(seq), seq + 1_000), at(seq));
  expect(replica.adopt({ state: stateOf(), cursor: at(10) })).toBe("gap");
});

test("a snapshot that is older than where the line began after a reset leaves a gap, which is told", () => {
  const reset: EventPage = { events: [], cursor: at(90), more: false, reset: true };
  const held = holding(10);
  held.receive(reset, at(10));
  expect(held.adopt({ state: stateOf(), cursor: at(89) })).toBe("gap");
  const empty = createReplica(() => {});
  empty.receive(reset, at(10));
  expect(empty.adopt({ state: stateOf(), cursor: at(89) })).toBe("gap");
});

test("what waits too long at the very end is let go, and the hole is told", () => {
  const replica = createReplica(() => {});
  const many = Array.from({ length: 20_001 }, (_, index) => sentAt(11 + index));
  replica.receive(pageOf(many, 20_011), at(10));
  replica.receive(pageOf([sentAt(20_012)], 20_012), at(20_011));
  expect(replica.adopt({ state: stateOf(), cursor: at(10) })).toBe("gap");
});

test("what waited for one person is not taken for the next", () => {
  const replica = createReplica(() => {});
  replica.receive(pageOf([sentAt(11)], 11), at(10));
  replica.forget();
  replica.adopt({ state: stateOf(), cursor: at(10) });
  expect(replica.held()).toEqual({ state: stateOf(), cursor: at(10) });
});

test("another epoch asks for a snapshot", () => {
  const replica = holding(10);
  expect(replica.receive({ events: [], cursor: at(3, "b"), more: false }, at(2, "b"))).toBe("reset");

  const other = holding(10);
  expect(other.receive({ events: [sentAt(12)], cursor: at(12, "b"), more: false }, at(10))).toBe("reset");
  expect(other.held()?.cursor).toBe(at(10));
});

test("an event from a later version is passed over, and the cursor moves on", () => {
  const replica = holding(10);
  const unknown = envelopeOf(11, { type: "poll.opened" } as unknown as Event);
  expect(replica.receive(pageOf([unknown, sentAt(12)], 12), at(10))).toBe("applied");
  expect(replica.held()?.cursor).toBe(at(12));
  expect(replica.held()?.state.rooms[GENERAL]?.unread).toBe(1);
});

test("an event that cannot be applied costs a snapshot, not the conversation", () => {
  const replica = holding(10);
  const broken = envelopeOf(11, { type: "message.created" } as unknown as Event);
  expect(replica.receive(pageOf([broken], 11), at(10))).toBe("reset");
  expect(replica.held()?.cursor).toBe(at(10));
  replica.adopt({ state: stateOf(), cursor: at(11) });
  expect(replica.receive(pageOf([sentAt(12)], 12), at(11))).toBe("applied");
});

type Step =
  | { kind: "connect" | "snapshot" }
  | { kind: "cut"; link: number }
  | { kind: "page"; link: number; size: number; isRepeated: boolean }
  | { kind: "reset"; link: number }
  | { kind: "grow"; events: number };

const link = fc.nat(2);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Step>({ kind: "connect" }) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: "snapshot" }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), link }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reset" as const), link }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("grow" as const), events: fc.integer({ min: 1, max: 9 }) }) },
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant("page" as const),
        link,
        size: fc.integer({ min: 1, max: 6 }),
        isRepeated: fc.boolean(),
      }),
    },
  ),
  { maxLength: 120 },
);

/** The server's side: a log that grows, links at their positions, and answers that are cut and repeated at will. */
function createServer() {
  let head = 10;
  const log: Envelope[] = [];
  return {
    head: () => head,
    log,
    grow: (events: number) => {
      for (let count = 0; count < events; count++) {
        // Every third event is somebody else's and is not heard here.
        head += head % 3 === 0 ? 2 : 1;
        log.push(toEvent(head));
      }
    },
    pageAfter: (position: number, size: number): EventPage => {
      const events = log.filter(({ seq }) => seq > position).slice(0, size);
      const isLast = events.length < size;
      return { events, cursor: at(isLast ? head : (events.at(-1)?.seq ?? head)), more: !isLast };
    },
  };
}

/** A log in which counts matter: messages, and deletions of some. */
function toEvent(seq: number): Envelope {
  if (seq % 5 !== 0) return sentAt(seq, { authorId: BEN });
  const message = messageOf(seq - 1, { rev: seq, body: "", deletedAt: "2026-11-22T12:00:00.000Z" });
  return envelopeOf(seq, { type: "message.deleted", message });
}

test("whatever is cut, repeated, overlapped or reset, the result is everything applied once, in order", () => {
  fc.assert(
    fc.property(steps, (run) => {
      const server = createServer();
      const replica = holding(10);
      let links: number[] = [];
      const seqOf = () => Number(replica.held()?.cursor.split("-")[1]);
      const receive = (index: number, page: EventPage) => {
        const from = links[index] ?? 0;
        const outcome = replica.receive(page, at(from));
        links[index] = Number(page.cursor.split("-")[1]);
        if (outcome === "gap") links = [];
        expect(replica.held()?.state).toEqual(stateAt(server.log, seqOf()));
      };
      const snapshot = () => {
        if (!replica.isWaiting()) return;
        const state = stateAt(server.log, server.head());
        if (replica.adopt({ state, cursor: at(server.head()) }) === "gap") links = [];
      };
      for (const step of run) {
        if (step.kind === "grow") server.grow(step.events);
        if (step.kind === "snapshot") snapshot();
        if (step.kind === "connect" && links.length < 3) links.push(seqOf());
        if (step.kind === "cut") links.splice(step.link, 1);
        const position = "link" in step ? links[step.link] : undefined;
        if (position === undefined) continue;
        if (step.kind === "reset")
          receive(step.link, { events: [], cursor: at(server.head()), more: false, reset: true });
        if (step.kind !== "page") continue;
        const page = server.pageAfter(position, step.size);
        receive(step.link, page);
        if (step.isRepeated) replica.receive(page, at(position));
      }
      snapshot();
      links = [seqOf()];
      while (links[0] !== undefined && links[0] < server.head()) receive(0, server.pageAfter(links[0], 100));
      expect(replica.held()).toEqual({ state: stateAt(server.log, server.head()), cursor: at(server.head()) });
    }),
    { numRuns: 300 },
  );
});
