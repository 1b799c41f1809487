import { type Id, roomTopic, type Signal, type Topic } from "@hiroba/protocol";
import type { Directory } from "./log/directory.ts";
import type { OpenEntry } from "./log/entry.ts";
import type { RawPage } from "./log/page.ts";

/** Something open that hears the log: a socket, an event stream, a waiting long poll, a page without end. */
export type Connection = {
  id: Id;
  userId: Id;
  sessionId: Id | null;
  tokenId: Id | null;
  /** The line of its person's presence that it shares with what else its session or token asks over HTTP, if it does. */
  presenceKey?: string;
  /** The one room whose topic it hears, where it does not hear all that its person does; it ends when they leave that. */
  only?: Topic;
  /** Takes a page. What all of a kind are sent is encoded once (L11). */
  sendPage(page: RawPage): void;
  /** Takes what is only true now (L12), if that means anything to it. */
  sendSignal(signal: Signal): void;
  /** Ends it because what opened it ended: a session, a token, an account (L15). */
  close(): void;
};

/**
 * Every open connection of this node, and the one place from which the log goes out. Promises: a connection hears a
 * room from the event that lets its person in to the event that puts them out (L5), and ends with what opened it (L15).
 */
export type Hub = {
  /** Knows a connection from now on, so that it ends with what opened it; it hears nothing yet. */
  add(connection: Connection): void;
  /**
   * Lets a connection hear its person's topics: called in the same turn of the event loop in which it has been brought
   * level. A room that its person joins before then is among them, and must not be heard of earlier: what comes live would
   * overtake what is still missing.
   */
  hear(connection: Connection): void;
  remove(connection: Connection): void;
  connectionsOf(userId: Id): Iterable<Connection>;
  all(): Iterable<Connection>;
  signal(topic: Topic, signal: Signal): void;
  /** Sends a page that is for everybody. */
  announce(page: RawPage): void;
  /** Sends events out in order: neighbours of one topic as one page. */
  deliver(entries: readonly OpenEntry[], toPage: (entries: readonly OpenEntry[]) => RawPage): void;
};

/** Starts a hub without connections. */
export function createHub(directory: Directory): Hub {
  // Lists, since most people have one device or two.
  const byUser = new Map<Id, Connection[]>();
  const hearing = new Set<Connection>();
  const byRoom = new Map<Topic, Set<Connection>>();
  const connectionsOf = (userId: Id) => byUser.get(userId) ?? [];

  const join = (connection: Connection, topic: Topic) => {
    if ((connection.only ?? topic) === topic) byRoom.set(topic, (byRoom.get(topic) ?? new Set()).add(connection));
  };
  const leave = (connection: Connection, topic: Topic) => {
    const listeners = byRoom.get(topic);
    listeners?.delete(connection);
    if (listeners?.size === 0) byRoom.delete(topic);
  };

  const listenersOf = (topic: Topic): Iterable<Connection> => {
    if (topic.startsWith("room:")) return byRoom.get(topic) ?? [];
    if (topic === "workspace") return [...hearing].filter(hearsAll);
    return connectionsOf(topic.slice("user:".length)).filter(
      (connection) => hearing.has(connection) && hearsAll(connection),
    );
  };

  const closeWhere = (userId: Id, isEnded: (connection: Connection) => boolean) => {
    for (const connection of [...connectionsOf(userId)]) if (isEnded(connection)) connection.close();
  };

  const before = ({ envelope: { event } }: OpenEntry) => {
    if (event.type !== "member.joined") return;
    for (const connection of connectionsOf(event.member.userId)) {
      if (hearing.has(connection)) join(connection, roomTopic(event.roomId));
    }
  };

  /** By who hears the room, not by who is there: the event itself may have ended a connection, such as a waiting poll. */
  const putOut = (userId: Id, topic: Topic) => {
    for (const connection of byRoom.get(topic) ?? []) {
      if (connection.userId !== userId) continue;
      leave(connection, topic);
      if (connection.only === topic) connection.close();
    }
  };

  const after = ({ envelope: { event, topic } }: OpenEntry) => {
    switch (event.type) {
      case "member.left":
        return putOut(event.userId, roomTopic(event.roomId));
      case "session.ended":
        return closeWhere(topic.slice("user:".length), ({ sessionId }) => event.sessionIds.includes(sessionId ?? ""));
      case "token.revoked":
        return closeWhere(topic.slice("user:".length), ({ tokenId }) => tokenId === event.tokenId);
      case "user.updated":
        if (event.user.deactivated) closeWhere(event.user.id, () => true);
        return;
      default:
        return;
    }
  };

  const emit = (topic: Topic, page: RawPage) => {
    for (const connection of listenersOf(topic)) connection.sendPage(page);
  };

  return {
    add: (connection) => {
      byUser.set(connection.userId, [...connectionsOf(connection.userId), connection]);
    },
    hear: (connection) => {
      hearing.add(connection);
      for (const roomId of directory.roomsOf(connection.userId)) join(connection, roomTopic(roomId));
    },
    remove: (connection) => {
      const { userId } = connection;
      if (hearing.delete(connection)) {
        for (const roomId of directory.roomsOf(userId)) leave(connection, roomTopic(roomId));
      }
      const others = connectionsOf(userId).filter((other) => other !== connection);
      if (others.length > 0) byUser.set(userId, others);
      else byUser.delete(userId);
    },
    connectionsOf,
    all: () => [...byUser.values()].flat(),
    signal: (topic, signal) => {
      for (const connection of listenersOf(topic)) connection.sendSignal(signal);
    },
    announce: (page) => emit("workspace", page),
    deliver: (entries, toPage) => {
      for (const run of toRuns(entries)) {
        for (const entry of run) before(entry);
        for (const entry of run) directory.apply(entry.envelope);
        const [first] = run;
        if (first) emit(first.topic, toPage(run));
        for (const entry of run) after(entry);
      }
    },
  };
}

const hearsAll = ({ only }: Connection) => only === undefined;

const ALONE = new Set(["member.joined", "member.left", "session.ended", "token.revoked", "user.updated"]);

/** Neighbours of one topic belong together; an event that changes who hears what goes out alone. */
function toRuns(entries: readonly OpenEntry[]): OpenEntry[][] {
  const runs: OpenEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const joins = last?.topic === entry.topic && !ALONE.has(last.envelope.event.type);
    if (run && joins && !ALONE.has(entry.envelope.event.type)) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}
