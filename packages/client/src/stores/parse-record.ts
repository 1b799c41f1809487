import {
  type CommandName,
  commands,
  cursorSchema,
  type Failure,
  failureSchema,
  isCommandName,
  stateSchema,
} from "@hiroba/protocol";
import { type OutboxItem, outboxCommands } from "../outbox/outbox-item.ts";
import { transportNames } from "../view.ts";
import type { DeviceRecord, Held, PersonRecord } from "./device-store.ts";

/*
 * What a store reads may be damaged, or written by another version of this program. Whatever does not have today's shape
 * counts as absent: the server has it, and an empty device costs one snapshot.
 */

/** Reads what is kept of a person. */
export function parsePersonRecord(userId: string, { held, outbox }: { held: unknown; outbox: unknown }): PersonRecord {
  return { held: parseHeld(userId, held), outbox: parseItems(outbox) };
}

/** Reads what is kept of an outbox. */
export function parseItems(items: unknown): OutboxItem[] {
  return Array.isArray(items) ? items.flatMap(parseItem) : [];
}

/** Reads what a device knows. */
export function parseDeviceRecord(value: unknown): DeviceRecord {
  const { userId, transport } = toRecord(value);
  return {
    userId: typeof userId === "string" ? userId : null,
    transport: transportNames.find((name) => name === transport) ?? null,
  };
}

function parseHeld(userId: string, value: unknown): Held | null {
  const { state, cursor } = toRecord(value);
  const [parsedState, parsedCursor] = [stateSchema.safeParse(state), cursorSchema.safeParse(cursor)];
  if (!parsedState.success || !parsedCursor.success || parsedState.data.userId !== userId) return null;
  return { state: parsedState.data, cursor: parsedCursor.data };
}

function parseItem(value: unknown): OutboxItem[] {
  const { id, command, input, roomId, status, attempts, queuedAt, error, mayBeNeedless } = toRecord(value);
  if (typeof id !== "string" || typeof command !== "string" || typeof roomId !== "string") return [];
  if (!isCommandName(command) || !outboxCommands.some((name) => name === command)) return [];
  if (!hasShape(command, input)) return [];
  return [
    {
      id,
      command,
      input,
      roomId,
      status: status === "failed" ? "failed" : "queued",
      attempts: typeof attempts === "number" ? attempts : 0,
      queuedAt: typeof queuedAt === "number" ? queuedAt : 0,
      error: parseFailure(error),
      ...(mayBeNeedless === true && { mayBeNeedless }),
    } as OutboxItem,
  ];
}

/** What the server finds fault with in what somebody typed. It is for them to see, and no damage. */
const faultsOfText = new Set(["too_big", "too_small", "custom"]);

function hasShape(command: CommandName, input: unknown): boolean {
  const { error } = commands[command].input.safeParse(input);
  return error === undefined || error.issues.every(({ code }) => faultsOfText.has(code));
}

function parseFailure(value: unknown): Failure | null {
  return failureSchema.nullable().catch(null).parse(value);
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
