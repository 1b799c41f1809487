import {
  applyEvents,
  type CommandName,
  type Envelope,
  type Event,
  type EventPage,
  formatCursor,
  type Message,
  mergePage,
  newId,
  type Presence,
  type Result,
  readCursor,
  type State,
} from "@hiroba/protocol";
import { createConnection } from "../connection/connection.ts";
import { toUnavailable } from "../failures.ts";
import { createOutbox } from "../outbox/outbox.ts";
import type { Http } from "../transports/http.ts";
import type { LinkEvents, OpenLink } from "../transports/link.ts";
import { transportNames } from "../view.ts";
import type { Wire } from "../wire.ts";
import { helloOf } from "./fake-transports.ts";
import { AIKO, envelopeOf, GARDEN, GENERAL, messageOf, sentAt, stateOf } from "./story.ts";

type OpenedLink = { events: LinkEvents; userId: string; isClosed: boolean; isDeaf: boolean };

/** The other end of the transports: a log in memory, on which one person writes and reads in #general. */
export type FakeServer = ReturnType<typeof createFakeServer>;

export function createFakeServer() {
  const log: Envelope[] = [];
  const links: OpenedLink[] = [];
  const server = {
    userId: AIKO,
    epoch: "a",
    trimmedTo: 0,
    isDown: false,
    /** Events come some time after they are in the log, and so after the answers to what caused them. */
    isLate: false,
    /** What is asked for is done, and no answer comes. */
    isMute: false,
    snapshots: 0,
    commands: [] as CommandName[],
    /** Whether anybody looks at a screen, as was told last. */
    presence: null as Presence | null,
  };
  /** The texts of all attempts to send a message, in order. */
  const attempts: string[] = [];

  const head = () => log.at(-1)?.seq ?? 10;
  const cursor = (seq = head()) => formatCursor({ epoch: server.epoch, seq });
  const stateNow = (): State => {
    const blank: State = { ...stateOf(server.userId), timelines: {} };
    return applyEvents(blank, log);
  };
  const held = () => {
    const page = { messages: [], notes: [], quoted: [], older: false, newer: false, seq: 10 };
    return mergePage(stateNow(), { roomId: GENERAL, page, place: "replace" }, log);
  };

  const append = (...envelopes: Envelope[]) => {
    log.push(...envelopes);
    const page: EventPage = { events: envelopes, cursor: cursor(), more: false };
    const deliver = () => {
      for (const { events, isClosed, isDeaf } of [...links]) if (!isClosed && !isDeaf) events.handlePage(page);
    };
    if (server.isLate) setTimeout(deliver, 5);
    else deliver();
  };

  const say = (body: string, authorId: string, id = newId()): Message => {
    const seq = head() + 1;
    const message = messageOf(seq, { id, body, authorId });
    append(envelopeOf(seq, { type: "message.created", message }));
    return message;
  };

  const find = (type: Event["type"], messageId: string) =>
    log.find(({ event }) => event.type === type && "message" in event && event.message.id === messageId);

  const erase = (messageId: string): Result<unknown> => {
    const sent = find("message.created", messageId);
    if (!sent) return { ok: false, error: { code: "NOT_FOUND", message: "", details: {}, requestId: "" } };
    const [rev, deletedAt] = [head() + 1, new Date().toISOString()];
    const message = messageOf(sent.seq, { id: messageId, authorId: server.userId, rev, body: "", deletedAt });
    if (!find("message.deleted", messageId)) append(envelopeOf(rev, { type: "message.deleted", message }));
    return { ok: true, data: { seq: head() } };
  };

  const run = async (name: CommandName, input: unknown): Promise<Result<unknown>> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (server.isDown) return { ok: false, error: toUnavailable("network", "down") };
    server.commands.push(name);
    const result = carryOut(name, input);
    return server.isMute ? { ok: false, error: toUnavailable("timeout", "mute") } : result;
  };

  const carryOut = (name: CommandName, input: unknown): Result<unknown> => {
    if (name === "message.send") {
      const { id, body } = input as { id: string; body: string };
      attempts.push(body);
      const sent = find("message.created", id);
      return { ok: true, data: { seq: sent?.seq ?? say(body, server.userId, id).seq } };
    }
    if (name === "presence.set") server.presence = (input as { presence: Presence }).presence;
    if (name === "message.delete") return erase((input as { messageId: string }).messageId);
    if (name === "member.list") return { ok: true, data: { members: [], seq: head() } };
    if (name === "message.list") {
      const { timelines, messages } = held();
      const page = { messages: (timelines[GENERAL]?.messageIds ?? []).map((id) => messages[id]), seq: head() };
      return { ok: true, data: { ...page, notes: [], quoted: [], older: false, newer: false } };
    }
    return { ok: true, data: { seq: head() } };
  };

  const begin = (link: OpenedLink, since: string | null) => {
    if (link.isClosed) return;
    if (server.isDown) return link.events.handleEnd({ cause: "failed", failure: null });
    link.events.handleHello(helloOf(cursor(), link.userId));
    const from = readCursor(since);
    if (!from) return;
    const isReset = from.epoch !== server.epoch || from.seq < server.trimmedTo || from.seq > head();
    const events = isReset ? [] : log.filter(({ seq }) => seq > from.seq);
    link.events.handlePage({ events, cursor: cursor(), more: false, ...(isReset && { reset: true }) });
  };

  const open: OpenLink = ({ since }, events) => {
    const link: OpenedLink = { events, userId: server.userId, isClosed: false, isDeaf: false };
    links.push(link);
    setTimeout(() => begin(link, since), 1);
    return {
      call: run,
      close: () => {
        link.isClosed = true;
      },
    };
  };

  const http: Http = {
    exchange: async () => ({ ok: true, data: null }),
    events: async () => ({ ok: false, error: toUnavailable("network", "unused") }),
    isReachable: async () => !server.isDown,
    speakFor: () => undefined,
    command: run,
    snapshot: async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (server.isDown) return { ok: false, error: toUnavailable("network", "down") };
      server.snapshots += 1;
      return { ok: true, data: { state: held(), cursor: cursor() } };
    },
  };

  return Object.assign(server, {
    http,
    open,
    say,
    /** Several things happen, of which one page tells. */
    tell: (...events: Event[]) => append(...events.map((event, index) => envelopeOf(head() + 1 + index, event))),
    /** Something is said where this person is not: the log grows, and they hear nothing. */
    whisper: () => log.push(sentAt(head() + 1, { roomId: GARDEN })),
    head,
    attempts,
    links,
    openLinks: () => links.filter(({ isClosed }) => !isClosed),
    /** Nothing comes any more over what is open, though commands are answered. */
    deafen: () => {
      for (const link of links) link.isDeaf = true;
    },
    /** Cuts every connection. */
    cut: () => {
      for (const link of links) if (!link.isClosed) link.events.handleEnd({ cause: "dropped", failure: null });
    },
    bodies: () => log.flatMap(({ event }) => (event.type === "message.created" ? event.message.body : [])),
  });
}

/** Leads every transport to the fake server. */
export function createFakeWire(server: FakeServer): Wire {
  const transports = Object.fromEntries(transportNames.map((name) => [name, server.open])) as Parameters<
    typeof createConnection
  >[0]["transports"];
  return {
    http: server.http,
    choice: "auto",
    createOwnPart: ({ events, outbox, since }) => ({
      line: createConnection(
        {
          transports,
          choice: "auto",
          since,
          callDirectly: server.http.command,
          isReachable: server.http.isReachable,
          traffic: () => ({ bytesIn: 0, bytesOut: 0, requests: 0 }),
          handleProven: () => {},
        },
        events,
      ),
      outbox: createOutbox(outbox),
      isKeeping: true,
    }),
  };
}
