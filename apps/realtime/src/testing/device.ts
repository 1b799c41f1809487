import { once } from "node:events";
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Envelope,
  type EventPage,
  type Failure,
  type Hello,
  newId,
  type Result,
  type Signal,
  type Snapshot,
} from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import type { Cast, Person } from "./cast.ts";
import { rememberSaying } from "./said.ts";

/** Calls a command over HTTP as a person, or as nobody. */
export async function call<Name extends CommandName>(
  url: string,
  person: Pick<Person, "token"> | null,
  name: Name,
  input: CommandInput<Name>,
): Promise<Result<CommandOutput<Name>>> {
  if (name === "message.send") rememberSaying((input as CommandInput<"message.send">).id);
  const response = await post(url, person, name, input);
  return (await response.json()) as Result<CommandOutput<Name>>;
}

function post(url: string, person: Pick<Person, "token"> | null, name: string, input: unknown): Promise<Response> {
  return fetch(`${url}/v1/commands/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...toAuthorization(person) },
    body: JSON.stringify(input),
  });
}

/** Like `call`, for what must succeed. */
export async function must<Name extends CommandName>(
  url: string,
  person: Pick<Person, "token">,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandOutput<Name>> {
  const result = await call(url, person, name, input);
  if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.error)}`);
  return result.data;
}

/** What a command that must be refused is answered, but for the request's id, which is never the same. */
export type Refusal = Omit<Failure, "requestId"> & { status: number };

/** Like `call`, for what must be refused. */
export async function refused<Name extends CommandName>(
  url: string,
  person: Pick<Person, "token"> | null,
  name: Name,
  input: CommandInput<Name>,
): Promise<Refusal> {
  const response = await post(url, person, name, input);
  const result = (await response.json()) as Result<unknown>;
  if (result.ok) throw new Error(`${name} should have been refused: ${JSON.stringify(result.data)}`);
  const { code, message, details } = result.error;
  return { status: response.status, code, message, details };
}

export function toAuthorization(person: Pick<Person, "token"> | null): Record<string, string> {
  return person ? { authorization: `Bearer ${person.token}` } : {};
}

/** A person's snapshot. */
export async function takeSnapshot(
  url: string,
  person: Pick<Person, "token">,
  roomIds: readonly string[] = [],
): Promise<Snapshot> {
  const response = await fetch(`${url}/v1/snapshot?rooms=${roomIds.join(",")}`, { headers: toAuthorization(person) });
  return (await response.json()) as Snapshot;
}

/** The log after a cursor, over HTTP. */
export async function readEvents(
  url: string,
  person: Pick<Person, "token">,
  query: { since?: string; wait?: number; limit?: number; presence?: string | undefined } = {},
): Promise<EventPage> {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await fetch(`${url}/v1/events?${search}`, { headers: toAuthorization(person) });
  return (await response.json()) as EventPage;
}

/** A Socket.IO connection that keeps what it hears. */
export type TestSocket = {
  socket: Socket;
  hello: Hello;
  heard: Envelope[];
  pages: EventPage[];
  signals: Signal[];
  /** Waits until an event that fits was heard. */
  hears(fits: (envelope: Envelope) => boolean): Promise<Envelope>;
  /** Waits until a page that fits was heard. */
  reads(fits: (page: EventPage) => boolean): Promise<EventPage>;
  /** Waits until a signal that fits was heard. */
  senses(fits: (signal: Signal) => boolean): Promise<Signal>;
  close(): void;
};

/** Connects a person by Socket.IO and waits for `hello`. Rejects with the failure of a refused handshake. */
export async function connect(
  url: string,
  person: Pick<Person, "token">,
  options: { since?: string; limit?: number; transport?: "websocket" | "polling" } = {},
): Promise<TestSocket> {
  const { transport = "websocket", ...start } = options;
  const socket = io(url, {
    transports: [transport],
    forceNew: true,
    reconnection: false,
    auth: { token: person.token, protocol: 1, ...start },
  });
  const heard: Envelope[] = [];
  const pages: EventPage[] = [];
  const signals: Signal[] = [];
  const waiting = new EventTarget();
  socket.on("events", (page: EventPage) => {
    pages.push(page);
    heard.push(...page.events);
    waiting.dispatchEvent(new Event("heard"));
  });
  socket.on("signal", (signal: Signal) => {
    signals.push(signal);
    waiting.dispatchEvent(new Event("heard"));
  });
  const failed = once(socket as never, "connect_error").then(([error]) => {
    throw Object.assign(error, { failure: error.data });
  });
  const [hello] = (await Promise.race([once(socket as never, "hello"), failed])) as [Hello];
  failed.catch(() => undefined);
  const find = async <Item>(items: readonly Item[], fits: (item: Item) => boolean): Promise<Item> => {
    for (;;) {
      const found = items.find(fits);
      if (found) return found;
      await new Promise((resolve) => waiting.addEventListener("heard", resolve, { once: true }));
    }
  };
  return {
    socket,
    hello,
    heard,
    pages,
    signals,
    hears: (fits) => find(heard, fits),
    reads: (fits) => find(pages, fits),
    senses: (fits) => find(signals, fits),
    close: () => void socket.disconnect(),
  };
}

/** A private room that Aiko runs, with Ben and Dee, a guest, in it, and Chika outside. */
export async function openKitchen(url: string, { aiko, ben, dee }: Cast): Promise<string> {
  const roomId = newId();
  await must(url, aiko, "room.create", { id: roomId, kind: "private", name: "Kitchen" });
  for (const { id: userId } of [ben, dee]) await must(url, aiko, "member.add", { roomId, userId });
  return roomId;
}
