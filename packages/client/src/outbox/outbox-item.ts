import type { CommandInput, Failure, Id } from "@hiroba/protocol";

/** The commands that wait in the outbox when there is no connection: all that a person does while reading and writing. */
export const outboxCommands = [
  "message.send",
  "message.edit",
  "message.delete",
  "reaction.add",
  "reaction.remove",
  "read.mark",
  "read.markUnread",
  "draft.save",
] as const;
export type OutboxCommand = (typeof outboxCommands)[number];

/** Those whose input takes an id of the change: the item's, so that a copy that arrives late undoes nothing (rule L4). */
export const namedCommands: ReadonlySet<OutboxCommand> = new Set([
  "message.edit",
  "reaction.add",
  "reaction.remove",
  "read.mark",
  "read.markUnread",
  "draft.save",
]);

/**
 * `queued`: waits for its turn or a connection. `sending`: under way, or acknowledged while its event is still on the
 * way. `failed`: refused for good; stays until `retry` or `discard`. When it is done an item is gone.
 */
export type OutboxStatus = "queued" | "sending" | "failed";

/** An item of the outbox with the command it carries. */
export type OutboxItemOf<Command extends OutboxCommand> = {
  /** The message's id for `message.send`, the change's own for the rest. */
  id: Id;
  command: Command;
  input: CommandInput<Command>;
  /** The room it belongs to; items of one room go out in order, one at a time. Empty when the message is not held. */
  roomId: Id;
  status: OutboxStatus;
  /** How often it has been tried. */
  attempts: number;
  /** Unix milliseconds, for display. */
  queuedAt: number;
  /** Why it failed, or why the last attempt did. */
  error: Failure | null;
  /** It deletes a message that was given up and may not have come: to find none is no failure. */
  mayBeNeedless?: true;
};

/** Something this person did that the log does not show yet; `command` tells which `input` it has. */
export type OutboxItem = { [Command in OutboxCommand]: OutboxItemOf<Command> }[OutboxCommand];
