import { createHash } from "node:crypto";
import { type Id, limits, roomTopic, type Signal, signalSchema, type Topic, userTopic } from "@hiroba/protocol";
import type { Directory } from "../log/directory.ts";
import { type People, PresenceBook } from "./presence-book.ts";
import { type Typing, TypingBook } from "./typing-book.ts";

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
  /** Who is there of those this person hears of. */
  presence(userId: Id): People;
  /** What is true now for a person who polls; who is there only where it is another than what `told` stands for. */
  current(userId: Id, told?: string): Current;
  close(): Promise<void>;
};

/** `presence` stands for who is there. Where nodes list people in another order, it is told once more, no worse. */
type Current = { signals: Signal[]; presence: string };

type NodeSignal =
  | { node: Id; kind: "signal"; topic: Topic; signal: Signal }
  /** All people of a node, which `asks` for those of the others. */
  | { node: Id; kind: "people"; people: People; asks?: boolean }
  /** Those whose presence has changed. */
  | { node: Id; kind: "changes"; people: People };

/** How long a person stays present after the last connection closed, and between two polls. */
const GRACE_MS = 5_000;
const POLLING_MS = 60_000;
const SWEEP_MS = 1_000;
const HEARTBEAT_MS = 15_000;
export type SignalsOptions = {
  nodeId: Id;
  directory: Directory;
  /** Sends a signal to this node's connections. */
  emit(topic: Topic, signal: Signal): void;
  createBus(onText: (text: string) => void): Bus;
};

/** Starts a node's signals. */
export function createSignals({ nodeId, directory, emit, createBus }: SignalsOptions): Signals {
  const book = new PresenceBook();
  const typing = new TypingBook();
  const bus = createBus((text) => {
    const message = readNodeSignal(text);
    if (!message || message.node === nodeId) return;
    if (message.kind === "changes") return book.mendNode(message.node, message.people);
    if (message.kind === "people") {
      const isNew = !book.knows(message.node);
      book.setNode(message.node, message.people, Date.now());
      if (isNew || message.asks) tellPeople();
      return;
    }
    if (message.signal.type === "typing") typing.set(message.signal, Date.now());
    emit(message.topic, message.signal);
  });
  const tell = (message: NodeSignal) => bus.publish(JSON.stringify(message));

  const tellTyping = (said: Typing) => {
    const signal: Signal = { type: "typing", ...said };
    emit(roomTopic(said.roomId), signal);
    tell({ node: nodeId, kind: "signal", topic: roomTopic(said.roomId), signal });
  };

  // Alone, a node only asks whether there is another: what it knows would be told to nobody.
  const tellPeople = () => {
    const asks = book.isAlone();
    tell({ node: nodeId, kind: "people", people: asks ? {} : book.here(), asks });
  };
  const sweep = setInterval(() => {
    const now = Date.now();
    typing.expire(now);
    for (const said of typing.due(now)) tellTyping(said);
    book.expire(now);
    for (const [topic, people] of toAudiences(directory, book.changes())) emit(topic, { type: "presence", people });
    // Alone there is nobody to tell; who comes is told everything first.
    const people = book.isAlone() ? {} : book.changesHere();
    if (Object.keys(people).length > 0) tell({ node: nodeId, kind: "changes", people });
  }, SWEEP_MS);
  const heartbeat = setInterval(tellPeople, HEARTBEAT_MS);
  // By then the bus is open on most machines; on others the next heartbeat asks.
  const greeting = setTimeout(tellPeople, SWEEP_MS);

  const presence = (userId: Id) => {
    // Without a prototype V8 takes it for a table from the first: no id is ever the name of a field twice.
    const people: People = Object.create(null);
    for (const id of acquaintances(directory, userId)) {
      const one = book.of(id);
      if (one !== "offline") people[id] = one;
    }
    return people;
  };

  return {
    setTyping: (said) => {
      const now = Date.now();
      typing.set(said, now);
      if (typing.tell(said, now)) tellTyping(said);
    },
    setPresence: ({ key, userId, presence, lasting }) =>
      book.set(key, { userId, presence, until: lasting ? Number.POSITIVE_INFINITY : Date.now() + POLLING_MS }),
    touchPresence: (key, userId) => book.touch(key, userId, Date.now() + POLLING_MS),
    endPresence: (key) => book.end(key, Date.now() + GRACE_MS),
    presence,
    current: (userId, told) => {
      const heard = typing.here(Date.now()).filter(({ roomId }) => directory.membership(roomId, userId));
      const signals: Signal[] = heard.map((said) => ({ type: "typing", ...said }));
      const people = presence(userId);
      const tag = createHash("sha1").update(JSON.stringify(people)).digest("base64url");
      return { signals: tag === told ? signals : [...signals, { type: "presence", people }], presence: tag };
    },
    close: async () => {
      clearInterval(sweep);
      clearInterval(heartbeat);
      clearTimeout(greeting);
      await bus.close();
    },
  };
}

/*
 * Who hears of whom: in a workspace of at most `limits.presenceMembers` people everybody of everybody, in a larger one
 * those who share a room of at most that size. Otherwise every arrival would be told to every device: a square of costs.
 */

function isSmall(directory: Directory, roomId: Id): boolean {
  return directory.membersOf(roomId).size <= limits.presenceMembers;
}

/** Those whose presence a person hears of, the person among them; who shares several rooms with them more than once. */
function* acquaintances(directory: Directory, userId: Id): Iterable<Id> {
  yield userId;
  if (directory.userCount() <= limits.presenceMembers) {
    for (const { id } of directory.users()) yield id;
    return;
  }
  for (const roomId of directory.roomsOf(userId)) {
    if (isSmall(directory, roomId)) yield* directory.membersOf(roomId).keys();
  }
}

/** Changes by the topics that hear of them. */
function toAudiences(directory: Directory, changed: People): Map<Topic, People> {
  const all = Object.entries(changed);
  if (all.length === 0) return new Map();
  if (directory.userCount() <= limits.presenceMembers) return new Map([["workspace", changed]]);
  const audiences = new Map<Topic, People>();
  for (const [userId, presence] of all) {
    const rooms = [...directory.roomsOf(userId)].filter((roomId) => isSmall(directory, roomId));
    // Their own devices hear it with the others; by themselves only where there are none.
    for (const topic of rooms.length > 0 ? rooms.map(roomTopic) : [userTopic(userId)]) {
      const people = audiences.get(topic) ?? {};
      people[userId] = presence;
      audiences.set(topic, people);
    }
  }
  return audiences;
}

/** What another node said; nothing if the bus carries somebody else's text. */
function readNodeSignal(text: string): NodeSignal | undefined {
  try {
    const message = JSON.parse(text) as NodeSignal;
    return message.kind !== "signal" || signalSchema.safeParse(message.signal).success ? message : undefined;
  } catch {
    return undefined;
  }
}
