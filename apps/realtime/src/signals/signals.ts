import { type Id, limits, roomTopic, type Signal, signalSchema, type Topic } from "@hiroba/protocol";
import type { Directory } from "../log/directory.ts";
import { type People, PresenceBook } from "./presence-book.ts";

/** Carries text to the other nodes; what it loses is lost (L12). */
export type Bus = { publish(text: string): void; close(): Promise<void> };

/**
 * What is only true now (L12): typing and presence, of this node and, through the bus, of the others. Never stored, never
 * numbered, and never in the way of events: nothing here is awaited by anybody.
 */
export type Signals = {
  setTyping(typing: Typing): void;
  setPresence(line: { key: string; userId: Id; presence: "active" | "away"; lasting: boolean }): void;
  /** Somebody was heard of over HTTP, where no connection tells: counts for a minute, as present as they said last. */
  touchPresence(key: string, userId: Id): void;
  endPresence(key: string): void;
  presence(): People;
  /** What is true now for a person who polls. */
  current(userId: Id): Signal[];
  addOutlet(outlet: SignalOutlet): void;
  close(): Promise<void>;
};

type Typing = { roomId: Id; userId: Id; typing: boolean };
export type SignalOutlet = { emitSignal(topic: Topic, signal: Signal): void };

type NodeSignal =
  | { node: Id; kind: "signal"; topic: Topic; signal: Signal }
  | { node: Id; kind: "people"; people: People };

/** Seconds a person stays present after the last connection closed, and between two polls. */
const GRACE_MS = 5_000;
const POLLING_MS = 60_000;
const SWEEP_MS = 1_000;
const HEARTBEAT_MS = 15_000;

export type SignalsOptions = {
  nodeId: Id;
  directory: Directory;
  createBus(onText: (text: string) => void): Bus;
  now?: () => number;
};

/** Starts a node's signals. */
export function createSignals({ nodeId, directory, createBus, now = Date.now }: SignalsOptions): Signals {
  const book = new PresenceBook();
  const typists = new Map<string, Typing & { until: number }>();
  const outlets: SignalOutlet[] = [];

  const emit = (topic: Topic, signal: Signal) => {
    for (const outlet of outlets) outlet.emitSignal(topic, signal);
  };
  const noteTyping = ({ roomId, userId, typing }: Typing) => {
    const key = `${roomId} ${userId}`;
    if (typing) typists.set(key, { roomId, userId, typing, until: now() + limits.typingSeconds * 1_000 });
    else typists.delete(key);
  };
  const bus = createBus((text) => {
    const message = readNodeSignal(text);
    if (!message || message.node === nodeId) return;
    if (message.kind === "people") return book.setNode(message.node, message.people, now());
    if (message.signal.type === "typing") noteTyping(message.signal);
    emit(message.topic, message.signal);
  });
  const tell = (message: NodeSignal) => bus.publish(JSON.stringify(message));

  const tellPeople = () => tell({ node: nodeId, kind: "people", people: book.local() });
  const sweep = setInterval(() => {
    for (const [key, { until }] of typists) if (until <= now()) typists.delete(key);
    const people = book.changes(now());
    if (Object.keys(people).length === 0) return;
    emit("workspace", { type: "presence", people });
    // What changed may be news of another node; telling ours once more is cheaper than telling them apart.
    tellPeople();
  }, SWEEP_MS);
  const heartbeat = setInterval(tellPeople, HEARTBEAT_MS);

  return {
    setTyping: (typing) => {
      noteTyping(typing);
      const signal: Signal = { type: "typing", ...typing };
      emit(roomTopic(typing.roomId), signal);
      tell({ node: nodeId, kind: "signal", topic: roomTopic(typing.roomId), signal });
    },
    setPresence: ({ key, userId, presence, lasting }) =>
      book.set(key, { userId, presence, until: lasting ? Number.POSITIVE_INFINITY : now() + POLLING_MS }),
    touchPresence: (key, userId) => book.touch(key, userId, now() + POLLING_MS),
    endPresence: (key) => book.end(key, now() + GRACE_MS),
    presence: () => book.everybody(),
    current: (userId) => {
      const here = [...typists.values()].filter((one) => one.until > now() && directory.membership(one.roomId, userId));
      const signals: Signal[] = here.map(({ roomId, userId: typist, typing }) => ({
        type: "typing",
        roomId,
        userId: typist,
        typing,
      }));
      return [...signals, { type: "presence", people: book.everybody() }];
    },
    addOutlet: (outlet) => {
      outlets.push(outlet);
    },
    close: async () => {
      clearInterval(sweep);
      clearInterval(heartbeat);
      await bus.close();
    },
  };
}

/** What another node said; nothing if the bus carries somebody else's text. */
function readNodeSignal(text: string): NodeSignal | undefined {
  try {
    const message = JSON.parse(text) as NodeSignal;
    return message.kind === "people" || signalSchema.safeParse(message.signal).success ? message : undefined;
  } catch {
    return undefined;
  }
}
