import { type Id, roomTopic, type Topic } from "@hiroba/protocol";
import type { Directory } from "./log/directory.ts";
import type { OpenEntry } from "./log/entry.ts";
import type { RawPage } from "./log/page.ts";

/** Something open that hears the log: a socket, an event stream, a waiting long poll. */
export type Connection = {
  id: Id;
  userId: Id;
  sessionId: Id | null;
  tokenId: Id | null;
  join(topic: Topic): void;
  leave(topic: Topic): void;
  /** Ends it because what opened it ended: a session, a token, an account (L15). */
  close(): void;
};

/** Where pages go out: one per kind of transport, each encoding a page once for all who hear its topic (L11). */
export type Outlet = { emit(topic: Topic, page: RawPage): void };

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
  addOutlet(outlet: Outlet): void;
  /** Sends a page that is for everybody. */
  announce(page: RawPage): void;
  /** Sends events out in order: neighbours of one topic as one page. */
  deliver(entries: readonly OpenEntry[], toPage: (entries: readonly OpenEntry[]) => RawPage): void;
};

/** Starts a hub without connections. */
export function createHub(directory: Directory): Hub {
  const byUser = new Map<Id, Set<Connection>>();
  const hearing = new Set<Connection>();
  const outlets: Outlet[] = [];
  const connectionsOf = (userId: Id) => byUser.get(userId) ?? [];

  const closeWhere = (userId: Id, isEnded: (connection: Connection) => boolean) => {
    for (const connection of [...connectionsOf(userId)]) if (isEnded(connection)) connection.close();
  };

  const before = ({ envelope: { event } }: OpenEntry) => {
    if (event.type !== "member.joined") return;
    for (const connection of connectionsOf(event.member.userId)) {
      if (hearing.has(connection)) connection.join(roomTopic(event.roomId));
    }
  };

  const after = ({ envelope: { event, topic } }: OpenEntry) => {
    switch (event.type) {
      case "member.left":
        for (const connection of connectionsOf(event.userId)) connection.leave(roomTopic(event.roomId));
        return;
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
    for (const outlet of outlets) outlet.emit(topic, page);
  };

  return {
    add: (connection) => {
      const mine = byUser.get(connection.userId) ?? new Set();
      byUser.set(connection.userId, mine.add(connection));
    },
    hear: (connection) => {
      hearing.add(connection);
      for (const topic of directory.topicsOf(connection.userId)) connection.join(topic);
    },
    remove: (connection) => {
      hearing.delete(connection);
      const mine = byUser.get(connection.userId);
      mine?.delete(connection);
      if (mine?.size === 0) byUser.delete(connection.userId);
    },
    connectionsOf,
    all: () => [...byUser.values()].flatMap((connections) => [...connections]),
    addOutlet: (outlet) => {
      outlets.push(outlet);
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
