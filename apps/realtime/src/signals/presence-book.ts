import { type Id, limits, type Presence } from "@hiroba/protocol";

type Present = Exclude<Presence, "offline">;
type Line = { userId: Id; presence: Present; until: number };
type Remote = { until: number; people: Map<Id, Present> };

/** People and how present they are, as one node tells the others. */
export type People = Record<Id, Presence>;

/**
 * Who is there: one line per connection of this node, and what other nodes last said. A person is as present as the most
 * present of them. A line without a connection (HTTP polling) and a node that falls silent run out.
 */
export class PresenceBook {
  readonly #lines = new Map<string, Line>();
  readonly #nodes = new Map<Id, Remote>();
  #told: People = {};
  /** Whether anything may have changed since `changes` was asked: ten thousand idle connections cost nothing. */
  #changed = false;

  /** `until` in milliseconds since 1970; Infinity while a connection is open. */
  set(key: string, line: Line): void {
    this.#changed ||= this.#lines.get(key)?.presence !== line.presence;
    this.#lines.set(key, line);
  }

  /** Extends a line as it is, or begins one for somebody who is only connected. */
  touch(key: string, userId: Id, until: number): void {
    this.set(key, { userId, presence: this.#lines.get(key)?.presence ?? "away", until });
  }

  /** Keeps a closed connection's person for a moment, so that a page that reloads does not flicker. */
  end(key: string, until: number): void {
    const line = this.#lines.get(key);
    if (line) this.set(key, { ...line, presence: "away", until });
  }

  setNode(nodeId: Id, people: People, now: number): void {
    const present = Object.entries(people).filter((entry): entry is [Id, Present] => entry[1] !== "offline");
    this.#changed = true;
    this.#nodes.set(nodeId, { until: now + limits.presenceSeconds * 1_000, people: new Map(present) });
  }

  /** This node's own people. */
  local(): People {
    const people: People = {};
    for (const { userId, presence } of this.#lines.values()) raise(people, userId, presence);
    return people;
  }

  /** Everybody who is there. */
  everybody(): People {
    const people = this.local();
    for (const node of this.#nodes.values()) {
      for (const [userId, presence] of node.people) raise(people, userId, presence);
    }
    return people;
  }

  /** Drops what has run out and tells what has changed since it was asked last. */
  changes(now: number): People {
    this.#expire(this.#lines, now);
    this.#expire(this.#nodes, now);
    if (!this.#changed) return {};
    this.#changed = false;
    const people = this.everybody();
    const changed: People = {};
    for (const [userId, presence] of Object.entries(people)) {
      if (this.#told[userId] !== presence) changed[userId] = presence;
    }
    for (const userId of Object.keys(this.#told)) if (!people[userId]) changed[userId] = "offline";
    this.#told = people;
    return changed;
  }

  #expire(map: Map<string, { until: number }>, now: number): void {
    for (const [key, { until }] of map) {
      if (until > now) continue;
      map.delete(key);
      this.#changed = true;
    }
  }
}

function raise(people: People, userId: Id, presence: Present): void {
  if (people[userId] !== "active") people[userId] = presence;
}
