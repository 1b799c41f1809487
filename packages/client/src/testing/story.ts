import { type Envelope, type Event, type Message, type RoomEntry, roomTopic, type State } from "@hiroba/protocol";

/** The cast, and the rooms they talk in. */
export const AIKO = "0192a000-0000-7000-8000-00000000000a";
export const BEN = "0192a000-0000-7000-8000-00000000000b";
export const GENERAL = "0192b000-0000-7000-8000-000000000001";
export const GARDEN = "0192b000-0000-7000-8000-000000000002";

const AT = "2026-11-22T12:00:00.000Z";

/** The nth id of a kind that needs no name. */
export function idOf(number: number): string {
  return `0192c000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A state of Aiko's in which she is in #general and holds its present timeline. */
export function stateOf(userId: string = AIKO): State {
  return {
    userId,
    workspace: { name: "Square", createdAt: AT, rev: 1 },
    settings: { locale: "auto", theme: "auto", enterKey: "send" },
    users: {},
    rooms: { [GENERAL]: entryOf(GENERAL) },
    drafts: {},
    timelines: { [GENERAL]: { messageIds: [], notes: [], older: false, newer: false } },
    messages: {},
    members: {},
  };
}

/** A room in the list, just joined. */
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
    read: { seq: 0, unreadFrom: null },
    unread: 0,
    mentions: 0,
    lastSeq: 0,
  };
}

/** A message by Ben in #general. */
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

/** An event in its place. */
export function envelopeOf(seq: number, event: Event): Envelope {
  return { seq, topic: roomTopic(GENERAL), at: AT, actorId: BEN, event };
}

/** Ben's message as an event. */
export function sentAt(seq: number, changes: Partial<Message> = {}): Envelope {
  return envelopeOf(seq, { type: "message.created", message: messageOf(seq, changes) });
}
