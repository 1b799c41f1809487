import type { CommandInput, CommandName, CommandOutput, Envelope, Id, Result } from "@hiroba/protocol";
import { createDevice } from "./device.ts";
import type { OutboxCommand } from "./outbox/outbox-item.ts";
import type { DeviceStore } from "./stores/device-store.ts";
import type { ClientView, TransportChoice } from "./view.ts";
import { createWire } from "./wire.ts";

/** Where to connect and where to keep what is held. */
export type SyncClientOptions = {
  /** The server's address, such as `https://chat.example.org`; a path is kept. Empty: the page's own origin. */
  url: string;
  /** A personal access token. Browsers leave it out: their session cookie does it. */
  token?: string;
  store: DeviceStore;
  /** Default `auto`. */
  transport?: TransportChoice;
};

/** How long a call may wait for its answer, in milliseconds; default 10,000. */
export type CallOptions = { timeoutMs?: number };

/** A message about to be sent. */
export type NewMessage = { roomId: Id; body: string; replyToId?: Id | null };

/** One device's part in the conversation: what it holds, kept up to date over whatever transport works. */
export type SyncClient = {
  /** The current view: the same object until something changes. */
  getView(): ClientView;
  /** Calls `listener` after each batch of changes, once; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /**
   * Calls `listener` with the events that were just applied, for what the state does not hold (devices, tokens, invites);
   * returns how to stop. What a snapshot skips is not among them: ask again when the connection is live again.
   */
  listen(listener: (events: readonly Envelope[]) => void): () => void;
  /** Publishes what the device store holds, then connects in the background. Resolves when the stored state is in the view. */
  start(): Promise<void>;
  /** Closes the connection and writes what is not yet written. `start` may follow. */
  stop(): Promise<void>;
  /** Runs a command now. Never rejects: without an answer the error is `UNAVAILABLE`, and the outcome unknown. */
  call<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    options?: CallOptions,
  ): Promise<Result<CommandOutput<Name>>>;
  /** Puts a message into the outbox and answers its id, which it keeps for life. */
  send(message: NewMessage): Id;
  /** Puts another command into the outbox. `read.mark` and `draft.save` replace what waits of their kind in the room. */
  enqueue<Command extends Exclude<OutboxCommand, "message.send">>(command: Command, input: CommandInput<Command>): void;
  /** Tries a failed item again. */
  retry(id: Id): void;
  /**
   * Gives an item up that is failed or queued, and what was done to a message that is thereby never sent. A message that
   * was tried may have been sent: it is deleted. Returns how to take that back.
   */
  discard(id: Id): () => void;
  /**
   * Sees to it that a room's newest messages and its members are held, and keeps it among the rooms of the next
   * snapshot. This and the four below reject with a `CommandError` when the server refuses or does not answer.
   */
  openRoom(roomId: Id): Promise<void>;
  /** Adds the page before what is held; nothing if there is none. */
  loadOlder(roomId: Id): Promise<void>;
  /** Adds the page after what is held; nothing if it reaches the present. */
  loadNewer(roomId: Id): Promise<void>;
  /** Shows the history around a seq instead of what is held, unless it is held already. */
  jumpTo(roomId: Id, seq: number): Promise<void>;
  /** Shows the newest messages instead of what is held, unless they are held already. */
  jumpToLatest(roomId: Id): Promise<void>;
  /** Adds a message that others quote, if it can be had. Never rejects. */
  loadQuoted(roomId: Id, messageId: Id): Promise<void>;
  /** The room is no longer looked at: what is held of it shrinks to its newest page. */
  closeRoom(roomId: Id): void;
  /** Forces a transport on this device, or leaves the choice to the ladder. */
  setTransport(choice: TransportChoice): void;
  /** Tells the room that this person is typing, or no longer; may be called at every keystroke. */
  setTyping(roomId: Id, typing: boolean): void;
  /** Whether this device's screen is being looked at. */
  setActive(active: boolean): void;
  /** Connects now instead of at `retryAt`; with a connection, checks that it is alive. */
  reconnect(): void;
};

/** Creates a device's sync client; nothing happens before `start`. */
export function createSyncClient(options: SyncClientOptions): SyncClient {
  const { http, createOwnPart } = createWire(options);
  return createDevice({ http, store: options.store, createPart: createOwnPart });
}
