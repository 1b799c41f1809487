import { type Id, limits, type Presence } from "@hiroba/protocol";

type Present = Exclude<Presence, "offline">;
type Line = { userId: Id; presence: Present; until: number };
type HeldLine = Line & { key: string };
type Remote = { until: number; people: Map<Id, Present> };

/** People and how present they are, as one node tells the others. */
export type People = Record<Id, Presence>;

/**
 * Who is there: one line per connection of this node, and what other nodes last said. A person is as present as the most
 * present of them. A line without a connection (HTTP polling) and a node that falls silent run out.
 */
export class PresenceBook {
  readonly #lines = new Map<string, HeldLine>();
  /** Those of the lines that can run out, which an open connection's does not. */
  readonly #ending = new Set<HeldLine>();
  /** Lists, since most people have one line or two. */
  readonly #linesOf = new Map<Id, readonly HeldLine[]>();
  readonly #nodes = new Map<Id, Remote>();
  /** Of whom something may have changed since it was asked last: ten thousand idle connections cost nothing. */
  readonly #stirred = new Set<Id>();
  readonly #stirredHere = new Set<Id>();
  readonly #told = new Map<Id, Present>();

  /** `until` in milliseconds since 1970; Infinity while a connection is open. */
  set(key: string, { userId, presence, until }: Line): void {
    const held = this.#lines.get(key);
    if (held?.presence !== presence) this.#stirHere(userId);
    const line = held ?? this.#begin({ key, userId, presence, until });
    Object.assign(line, { presence, until });
    if (until === Number.POSITIVE_INFINITY) this.#ending.delete(line);
    else this.#ending.add(line);
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

  /** Takes what another node says of all its people. */
  setNode(nodeId: Id, people: People, now: number): void {
    const before = this.#nodes.get(nodeId)?.people ?? new Map<Id, Present>();
    const gone = [...before.keys()].filter((userId) => people[userId] === undefined);
    this.#nodes.set(nodeId, { until: now + limits.presenceSeconds * 1_000, people: before });
    this.mendNode(nodeId, { ...people, ...Object.fromEntries(gone.map((userId) => [userId, "offline"])) });
  }

  /** Takes what another node says has changed; of a node not heard of before, the whole will come. */
  mendNode(nodeId: Id, people: People): void {
    const known = this.#nodes.get(nodeId)?.people;
    if (!known) return;
    for (const [userId, presence] of Object.entries(people)) {
      if ((known.get(userId) ?? "offline") === presence) continue;
      this.#stirred.add(userId);
      if (presence === "offline") known.delete(userId);
      else known.set(userId, presence);
    }
  }

  knows(nodeId: Id): boolean {
    return this.#nodes.has(nodeId);
  }

  /** Whether there is any other node. */
  isAlone(): boolean {
    return this.#nodes.size === 0;
  }

  /** How present a person is. */
  of(userId: Id): Presence {
    let most = this.ofHere(userId);
    for (const { people } of this.#nodes.values()) {
      if (most === "active") break;
      most = people.get(userId) ?? most;
    }
    return most;
  }

  /** How present a person is by this node's own connections. */
  ofHere(userId: Id): Presence {
    const lines = this.#linesOf.get(userId);
    if (!lines) return "offline";
    for (const { presence } of lines) if (presence === "active") return "active";
    return "away";
  }

  /** This node's own people. */
  here(): People {
    return Object.fromEntries([...this.#linesOf.keys()].map((userId) => [userId, this.ofHere(userId)]));
  }

  /** Drops what has run out. */
  expire(now: number): void {
    for (const line of this.#ending) if (line.until <= now) this.#drop(line);
    for (const [nodeId, { until, people }] of this.#nodes) {
      if (until > now) continue;
      this.#nodes.delete(nodeId);
      for (const userId of people.keys()) this.#stirred.add(userId);
    }
  }

  /** Whose presence is another than when this was asked last. */
  changes(): People {
    const changed: People = {};
    for (const userId of this.#stirred) {
      const presence = this.of(userId);
      if ((this.#told.get(userId) ?? "offline") === presence) continue;
      changed[userId] = presence;
      if (presence === "offline") this.#told.delete(userId);
      else this.#told.set(userId, presence);
    }
    this.#stirred.clear();
    return changed;
  }

  /** Whose presence on this node may be another than when this was asked last. */
  changesHere(): People {
    const changed = Object.fromEntries([...this.#stirredHere].map((userId) => [userId, this.ofHere(userId)]));
    this.#stirredHere.clear();
    return changed;
  }

  #stirHere(userId: Id): void {
    this.#stirred.add(userId);
    this.#stirredHere.add(userId);
  }

  #begin(line: HeldLine): HeldLine {
    this.#lines.set(line.key, line);
    this.#linesOf.set(line.userId, [...(this.#linesOf.get(line.userId) ?? []), line]);
    return line;
  }

  #drop(line: HeldLine): void {
    const { key, userId } = line;
    this.#ending.delete(line);
    this.#lines.delete(key);
    this.#stirHere(userId);
    const others = (this.#linesOf.get(userId) ?? []).filter((other) => other !== line);
    if (others.length > 0) this.#linesOf.set(userId, others);
    else this.#linesOf.delete(userId);
  }
}
