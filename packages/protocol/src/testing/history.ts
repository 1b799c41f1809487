import fc from "fast-check";
import type { Envelope, Event } from "../events.ts";
import type { Message, MessagePage } from "../features/messages.ts";
import type { RoomEntry } from "../features/rooms.ts";
import { applyEvents } from "../state/apply.ts";
import type { State } from "../state/state.ts";
import { roomTopic, type Topic, userTopic } from "../topics.ts";

/** The cast and the room of pure tests. */
export const AIKO = "0192a000-0000-7000-8000-00000000000a";
export const BEN = "0192a000-0000-7000-8000-00000000000b";
export const GENERAL = "0192b000-0000-7000-8000-000000000001";
export const GARDEN = "0192b000-0000-7000-8000-000000000002";
const AT = "2026-11-22T12:00:00.000Z";

/** The nth id of a kind that needs no name. */
export function idOf(number: number): string {
  return `0192c000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A room in the list, joined at seq 1 with nothing read. */
export function entryOf(roomId: string): RoomEntry {
  return {
    room: {
      id: roomId,
      kind: "public",
      name: "general",
      topic: "",
      autoJoin: true,
      archived: false,
      createdById: null,
      createdAt: AT,
      rev: 1,
    },
    memberCount: 2,
    membership: { role: "member", joinedSeq: 1, muted: false, starred: false },
    read: { seq: 1, unreadFrom: null },
    unread: 0,
    mentions: 0,
    lastSeq: 0,
  };
}

/** Aiko's state: she is in #general, whose timeline she holds to the present. */
export function stateOf(changes: Partial<State> = {}): State {
  return {
    userId: AIKO,
    workspace: { name: "Square", createdAt: AT, rev: 1 },
    settings: { locale: "auto", theme: "auto", enterKey: "send" },
    users: {},
    rooms: { [GENERAL]: entryOf(GENERAL) },
    drafts: {},
    timelines: { [GENERAL]: { messageIds: [], notes: [], older: false, newer: false } },
    messages: {},
    members: {},
    ...changes,
  };
}

/** A message by Ben in #general; its id tells its seq. */
export function messageOf(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: idOf(seq),
    roomId: GENERAL,
    authorId: BEN,
    seq,
    rev: seq,
    body: `message ${seq}`,
    replyToId: null,
    mentions: { userIds: [], room: false },
    reactions: [],
    createdAt: AT,
    editedAt: null,
    deletedAt: null,
    ...changes,
  };
}

/** An event in its place in the log. */
export function envelopeOf(seq: number, event: Event, topic: Topic = roomTopic(GENERAL)): Envelope {
  return { seq, topic, at: AT, actorId: BEN, event };
}

/** Ben's message as an event. */
export function sentAt(seq: number, changes: Partial<Message> = {}): Envelope {
  return envelopeOf(seq, { type: "message.created", message: messageOf(seq, changes) });
}

/** What somebody does in #general, as numbers for a generator to choose. */
type Deed = {
  kind: "send" | "edit" | "delete" | "react" | "unreact" | "join" | "leave" | "rename" | "read";
  pick: number;
};

const deeds: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(
    "send",
    "send",
    "send",
    "edit",
    "delete",
    "react",
    "unreact",
    "join",
    "leave",
    "rename",
    "read",
  ),
  pick: fc.nat(99),
});

/** A room's history as its log tells it, from seq 2 on without gaps. */
export const histories: fc.Arbitrary<Envelope[]> = fc.array(deeds, { minLength: 1, maxLength: 25 }).map(toHistory);

function toHistory(chosen: readonly Deed[]): Envelope[] {
  const messages = new Map<string, Message>();
  const log: Envelope[] = [];
  for (const deed of chosen) {
    const named = [...messages.values()].filter(callsAiko);
    const envelope = toEnvelope(deed, log.length + 2, messages);
    if (!envelope) continue;
    log.push(envelope);
    // The tombstone does not say whom the message called, and so she is told what is left (`message.delete`).
    const { event } = envelope;
    if (event.type === "message.deleted" && named.some(({ id }) => id === event.message.id))
      log.push(countedAt(log.length + 2, log, [...messages.values()]));
  }
  return log;
}

function callsAiko({ authorId, mentions }: Message): boolean {
  return authorId !== AIKO && mentions.userIds.includes(AIKO);
}

/** What is left for Aiko to read, where her mark stands. */
function countedAt(seq: number, log: readonly Envelope[], messages: readonly Message[]): Envelope {
  const read = log.findLast(({ event }) => event.type === "read.marked")?.event;
  const mark = read?.type === "read.marked" ? read.read : entryOf(GENERAL).read;
  const left = messages.filter((it) => it.authorId !== AIKO && it.deletedAt === null && it.seq > mark.seq);
  const counts = { unread: left.length, mentions: left.filter(callsAiko).length };
  return envelopeOf(seq, { type: "read.marked", roomId: GENERAL, read: mark, ...counts }, userTopic(AIKO));
}

function toEnvelope({ kind, pick }: Deed, seq: number, messages: Map<string, Message>): Envelope | undefined {
  const put = (type: "message.created" | "message.edited" | "message.deleted", message: Message) => {
    messages.set(message.id, message);
    return envelopeOf(seq, { type, message });
  };
  const held = [...messages.values()].filter(({ deletedAt }) => deletedAt === null);
  const message = held[pick % Math.max(1, held.length)];
  const person = idOf(1_000 + (pick % 3));
  switch (kind) {
    case "send":
      return put(
        "message.created",
        messageOf(seq, { authorId: pick % 2 ? AIKO : BEN, mentions: { userIds: pick % 3 ? [] : [AIKO], room: false } }),
      );
    case "edit":
      return message && put("message.edited", { ...message, body: `edited ${seq}`, rev: seq, editedAt: AT });
    case "delete":
      return (
        message &&
        put("message.deleted", {
          ...message,
          body: "",
          mentions: { userIds: [], room: false },
          reactions: [],
          editedAt: null,
          deletedAt: AT,
          rev: seq,
        })
      );
    case "react":
    case "unreact":
      return message && toReaction({ kind, message, person, seq, emoji: pick % 2 ? "👍" : "🎉", messages });
    case "join":
      return envelopeOf(seq, {
        type: "member.joined",
        roomId: GENERAL,
        member: { userId: person, role: "member", joinedAt: AT, joinedSeq: seq },
        memberCount: 3,
      });
    case "leave":
      return envelopeOf(seq, { type: "member.left", roomId: GENERAL, userId: person, memberCount: 2 });
    case "rename":
      return envelopeOf(seq, {
        type: "room.updated",
        room: { ...entryOf(GENERAL).room, name: `name ${seq}`, rev: seq },
        changes: ["renamed"],
      });
    case "read": {
      const unread = [...messages.values()].filter(
        (it) => it.authorId !== AIKO && it.deletedAt === null && it.seq > seq,
      ).length;
      return envelopeOf(
        seq,
        { type: "read.marked", roomId: GENERAL, read: { seq, unreadFrom: null }, unread, mentions: 0 },
        userTopic(AIKO),
      );
    }
  }
}

type Reacting = {
  kind: "react" | "unreact";
  message: Message;
  person: string;
  emoji: string;
  seq: number;
  messages: Map<string, Message>;
};

function toReaction({ kind, message, person, emoji, seq, messages }: Reacting): Envelope | undefined {
  const isHeld = message.reactions.some((it) => it.emoji === emoji && it.userIds.includes(person));
  if (isHeld === (kind === "react")) return undefined;
  const envelope = envelopeOf(seq, {
    type: kind === "react" ? "reaction.added" : "reaction.removed",
    roomId: GENERAL,
    messageId: message.id,
    userId: person,
    emoji,
    messageSeq: message.seq,
  });
  const state = applyEvents(stateOf({ messages: { [message.id]: message } }), [envelope]);
  messages.set(message.id, state.messages[message.id] ?? message);
  return envelope;
}

/** The log as the server keeps it once `upTo` has happened: the text of what is deleted by then is gone from it. */
export function redact(log: readonly Envelope[], upTo: number): Envelope[] {
  const tombstones = new Map<string, Message>();
  for (const { seq, event } of log) {
    if (event.type === "message.deleted" && seq <= upTo) tombstones.set(event.message.id, event.message);
  }
  return log.map((envelope) => {
    const { event } = envelope;
    if (event.type !== "message.created" && event.type !== "message.edited") return envelope;
    const message = tombstones.get(event.message.id);
    return message ? { ...envelope, event: { ...event, message } } : envelope;
  });
}

/** The room's newest page as a server would read it as of `seq`. */
export function toPage(log: readonly Envelope[], seq: number): MessagePage {
  const { messages, timelines } = applyEvents(
    stateOf(),
    log.filter((envelope) => envelope.seq <= seq),
  );
  const { messageIds = [], notes = [] } = timelines[GENERAL] ?? {};
  return {
    messages: messageIds.flatMap((id) => messages[id] ?? []),
    notes,
    quoted: [],
    older: false,
    newer: false,
    seq,
  };
}
