import type { Id, State } from "@hiroba/protocol";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import type { TransportName } from "../view.ts";

/** A state and its position in the log: one is worthless without the other, so they are kept and written as a pair. */
export type Held = { state: State; cursor: string };

/** What a device keeps of one person. */
export type PersonRecord = { held: Held | null; outbox: OutboxItem[] };

/** What a device knows before anybody has answered: who was here last, and which transport worked. */
export type DeviceRecord = { userId: Id | null; transport: TransportName | null };

/**
 * Where a device keeps what it holds between visits. Records are kept by person, so that another account on the same
 * device never sees them. What cannot be read counts as absent; a write that fails rejects, and the client goes on
 * without (the next write carries the whole again).
 */
export type DeviceStore = {
  readDevice(): Promise<DeviceRecord>;
  /** Changes the parts given. */
  writeDevice(changes: Partial<DeviceRecord>): Promise<void>;
  readPerson(userId: Id): Promise<PersonRecord>;
  /** Replaces the parts given; `held` is written in one step, state and cursor together. */
  writePerson(userId: Id, changes: Partial<PersonRecord>): Promise<void>;
  /**
   * Keeps items that are not written yet, at once: the page is going away, and its writes may not come to their end.
   * Stores of programs that are not pages go without, as these are told to stop.
   */
  leave?(userId: Id, items: readonly OutboxItem[]): void;
  /** What pages left of this person, oldest first, once. */
  takeLeft?(userId: Id): OutboxItem[];
  /** Somebody is here, as the server says: what is written from now on is theirs, though everything was forgotten before. */
  renew?(): Promise<void>;
  /** Forgets everything, for signing out. Stop the client first, or it writes again what it holds. */
  clear(): Promise<void>;
};
