import type { Message, RoomEntry, State } from "@hiroba/protocol";

/** How many messages count: as many as every device holds of a room that it has open. */
const NEWEST = 30;

const known = new WeakMap<State, Map<string, string>>();

/** What a device holds of a room in twelve characters; null if it does not hold it yet. Equal states, equal checksums. */
export function checksumOf(state: State, roomId: string): string | null {
  const entry = state.rooms[roomId];
  const timeline = state.timelines[roomId];
  if (!entry || !timeline) return null;
  const sums = known.get(state) ?? new Map<string, string>();
  known.set(state, sums);
  const held = sums.get(roomId) ?? hash(describe(entry, newest(state, timeline.messageIds)));
  sums.set(roomId, held);
  return held;
}

function newest(state: State, messageIds: readonly string[]): Message[] {
  return messageIds
    .flatMap((id) => state.messages[id] ?? [])
    .sort((left, right) => left.seq - right.seq)
    .slice(-NEWEST);
}

/** Fields in a fixed order: objects that came as events and in snapshots may list them differently. */
function describe(
  { room, memberCount, read, unread, mentions, lastSeq }: RoomEntry,
  messages: readonly Message[],
): string {
  return JSON.stringify([
    [room.id, room.name, room.topic, room.archived, room.rev, memberCount, unread, mentions, lastSeq],
    [read.seq, read.unreadFrom],
    messages.map((it) => [
      [it.id, it.seq, it.rev, it.authorId, it.body, it.replyToId, it.editedAt, it.deletedAt],
      it.reactions.map(({ emoji, userIds }) => [emoji, ...[...userIds].sort()]),
    ]),
  ]);
}

/** Two 32-bit FNV-1a hashes, one over the text and one over it backwards. The Web Crypto API is missing on plain http. */
function hash(text: string): string {
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    forward = Math.imul(forward ^ text.charCodeAt(index), 0x01000193);
    backward = Math.imul(backward ^ text.charCodeAt(text.length - 1 - index), 0x01000193);
  }
  return [forward, backward].map((part) => (part >>> 0).toString(16).padStart(8, "0").slice(0, 6)).join("");
}
