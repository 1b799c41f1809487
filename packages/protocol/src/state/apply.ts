import { assertNever } from "../errors.ts";
import type { Envelope, EventOf } from "../events.ts";
import type { Draft } from "../features/drafts.ts";
import type { Message, Note } from "../features/messages.ts";
import { type Reaction, sortReactions } from "../features/reactions.ts";
import type { RoomEntry } from "../features/rooms.ts";
import { type Edit, editState } from "./edit.ts";
import type { State, Timeline } from "./state.ts";

/**
 * Applies events to a state and returns the new one; the given one stays as it was. Pure, the same for web, bots and
 * tests. Keeps rule L10: a snapshot with later events applied equals a later snapshot, over what both hold.
 * The caller applies each event once and in order (rules L6, L7); windows fetched apart from the log may already
 * contain an event's effect, which `rev` and `seq` tell.
 */
export function applyEvents(state: State, envelopes: readonly Envelope[]): State {
  const edit = editState(state);
  for (const envelope of envelopes) applyEvent(edit, envelope);
  return edit.state;
}

function applyEvent(edit: Edit, envelope: Envelope): void {
  applyToWhole(edit, envelope);
  applyToWindows(edit, envelope);
}

/** What every device holds. Not idempotent: unread counts go up and down by one. */
function applyToWhole(edit: Edit, { event }: Envelope): void {
  switch (event.type) {
    case "workspace.updated":
      edit.assign({ workspace: event.workspace });
      break;
    case "settings.updated":
      edit.assign({ settings: event.settings });
      break;
    case "user.created":
    case "user.updated":
      edit.set("users", event.user.id, event.user);
      break;
    case "room.joined":
      edit.set("rooms", event.entry.room.id, event.entry);
      break;
    case "room.left":
      forgetRoom(edit, event.roomId);
      break;
    case "room.updated":
      updateEntry(edit, event.room.id, () => ({ room: event.room }));
      break;
    case "room.configured":
      updateEntry(edit, event.roomId, () => ({ membership: event.membership }));
      break;
    case "member.joined":
    case "member.left":
      updateEntry(edit, event.roomId, () => ({ memberCount: event.memberCount }));
      break;
    case "message.created":
      countCreated(edit, event.message);
      break;
    case "message.deleted":
      // The tombstone names nobody: whom the message did name a `read.marked` tells what is left, behind this.
      countMessage(edit, event.message, -1);
      break;
    case "read.marked":
      updateEntry(edit, event.roomId, () => ({ read: event.read, unread: event.unread, mentions: event.mentions }));
      break;
    case "draft.saved":
      setDraft(edit, event.draft);
      break;
    // Windows alone hold these.
    case "member.updated":
    case "message.edited":
    case "reaction.added":
    case "reaction.removed":
      break;
    // These tell nodes and open pages to look again; they are no part of the state.
    case "session.ended":
    case "token.created":
    case "token.revoked":
    case "invite.created":
    case "invite.revoked":
      break;
    default:
      assertNever(event);
  }
}

/**
 * What a device holds as far as it asked. Idempotent: `rev`, `seq` and membership in the timeline tell what is known
 * already, so that a page can be brought up to date by applying again what came while it was fetched.
 */
function applyToWindows(edit: Edit, envelope: Envelope): void {
  const { event, seq } = envelope;
  switch (event.type) {
    case "message.created":
      addToTimeline(edit, event.message);
      break;
    case "message.edited":
    case "message.deleted":
      updateMessage(edit, event.message);
      break;
    case "reaction.added":
    case "reaction.removed":
      applyReaction(edit, event, seq);
      break;
    case "member.joined":
    case "member.updated":
    case "member.left":
      applyMember(edit, event, seq);
      addNotes(edit, envelope);
      break;
    case "room.updated":
      addNotes(edit, envelope);
      break;
    default:
      break;
  }
}

/** Brings windows that were read as of `seq` up to date with what has been applied since. */
export function reapplyToWindows(edit: Edit, recent: readonly Envelope[], seq: number): void {
  for (const envelope of recent) {
    if (envelope.seq > seq) applyToWindows(edit, envelope);
  }
}

function setDraft(edit: Edit, draft: Draft): void {
  if (draft.body === "" && draft.replyToId === null) edit.delete("drafts", draft.roomId);
  else edit.set("drafts", draft.roomId, draft);
}

function updateEntry(edit: Edit, roomId: string, change: (entry: RoomEntry) => Partial<RoomEntry>): void {
  const entry = edit.get("rooms", roomId);
  if (entry) edit.set("rooms", roomId, { ...entry, ...change(entry) });
}

function forgetRoom(edit: Edit, roomId: string): void {
  for (const id of edit.ids("messages")) {
    if (edit.get("messages", id)?.roomId === roomId) edit.delete("messages", id);
  }
  for (const map of ["rooms", "timelines", "members", "drafts"] as const) edit.delete(map, roomId);
}

type MemberEvent = EventOf<"member.joined" | "member.updated" | "member.left">;

function applyMember(edit: Edit, event: MemberEvent, seq: number): void {
  const members = edit.get("members", event.roomId);
  if (!members || seq <= members.seq) return;
  const byId = { ...members.byId };
  if (event.type === "member.left") delete byId[event.userId];
  else byId[event.member.userId] = event.member;
  edit.set("members", event.roomId, { byId, seq });
}

/** A message counts as unread for everybody but its author, past the read mark; its deletion counts it back. */
function countsAsUnread(entry: RoomEntry, message: Message, userId: string): boolean {
  const from = entry.read.unreadFrom ?? entry.read.seq + 1;
  return message.authorId !== userId && message.seq >= from;
}

/** Whether a message calls this person, by name or as one of the room. */
function isMentioned(message: Message, userId: string): boolean {
  return message.authorId !== userId && (message.mentions.room || message.mentions.userIds.includes(userId));
}

function countMessage(edit: Edit, message: Message, step: 1 | -1): void {
  const { userId } = edit.state;
  updateEntry(edit, message.roomId, (entry) => {
    if (!countsAsUnread(entry, message, userId)) return {};
    const mentions = entry.mentions + (isMentioned(message, userId) ? step : 0);
    return { unread: entry.unread + step, mentions };
  });
}

function countCreated(edit: Edit, message: Message): void {
  // A message erased since comes as its tombstone (the log is redacted); its deletion follows and counts it back.
  countMessage(edit, message, 1);
  updateEntry(edit, message.roomId, (entry) => ({ lastSeq: Math.max(entry.lastSeq, message.seq) }));
}

function addToTimeline(edit: Edit, message: Message): void {
  const timeline = edit.get("timelines", message.roomId);
  if (!timeline || timeline.newer) return;
  const last = edit.get("messages", timeline.messageIds.at(-1) ?? "");
  // Applied again, what comes before the end is in it already, or was cut off.
  const isNew = !last || message.seq > last.seq;
  if (isNew && !edit.get("messages", message.id)) edit.set("messages", message.id, message);
  updateMessage(edit, message);
  if (!isNew) return;
  edit.set("timelines", message.roomId, { ...timeline, messageIds: [...timeline.messageIds, message.id] });
}

/** Keeps the newer of what is held and what comes. */
function updateMessage(edit: Edit, message: Message): void {
  const held = edit.get("messages", message.id);
  if (held && held.rev < message.rev) edit.set("messages", message.id, message);
}

function applyReaction(edit: Edit, event: EventOf<"reaction.added" | "reaction.removed">, seq: number): void {
  const message = edit.get("messages", event.messageId);
  if (!message || seq <= message.rev) return;
  edit.set("messages", message.id, { ...message, rev: seq, reactions: changeReactions(message.reactions, event) });
}

/** The reactions after one more or one less. */
function changeReactions(
  reactions: readonly Reaction[],
  { type, emoji, userId }: EventOf<"reaction.added" | "reaction.removed">,
): Reaction[] {
  const without = reactions.map((reaction) =>
    reaction.emoji === emoji ? { emoji, userIds: reaction.userIds.filter((id) => id !== userId) } : reaction,
  );
  if (type === "reaction.removed") return without.filter((reaction) => reaction.userIds.length > 0);
  if (!without.some((reaction) => reaction.emoji === emoji))
    return sortReactions([...without, { emoji, userIds: [userId] }]);
  return without.map((reaction) =>
    reaction.emoji === emoji ? { emoji, userIds: [...reaction.userIds, userId] } : reaction,
  );
}

function addNotes(edit: Edit, envelope: Envelope): void {
  for (const note of toNotes(envelope)) {
    const timeline = edit.get("timelines", note.roomId);
    if (!timeline || timeline.newer || timeline.notes.some((held) => isSameNote(held, note))) continue;
    edit.set("timelines", note.roomId, { ...timeline, notes: [...timeline.notes, note] } satisfies Timeline);
  }
}

function isSameNote(left: Note, right: Note): boolean {
  return left.seq === right.seq && left.kind === right.kind;
}

/**
 * The small lines that an event leaves in its room. The server stores what this returns, so that history and live
 * events tell the same (rule L10).
 */
export function toNotes({ seq, at, actorId, event }: Envelope): Note[] {
  const note = (roomId: string, kind: Note["kind"], rest: Partial<Note> = {}): Note => ({
    seq,
    roomId,
    at,
    actorId,
    kind,
    userId: null,
    text: "",
    ...rest,
  });
  switch (event.type) {
    case "member.joined":
      return [note(event.roomId, "joined", { userId: event.member.userId })];
    case "member.left":
      return [note(event.roomId, "left", { userId: event.userId })];
    case "room.updated":
      return event.changes.flatMap((kind) =>
        kind === "settings" ? [] : note(event.room.id, kind, noteText(event, kind)),
      );
    default:
      return [];
  }
}

function noteText({ room }: EventOf<"room.updated">, kind: Note["kind"]): Partial<Note> {
  if (kind === "renamed") return { text: room.name };
  return kind === "topic" ? { text: room.topic } : {};
}
