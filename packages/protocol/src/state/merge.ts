import type { Envelope } from "../events.ts";
import type { Member } from "../features/members.ts";
import type { MessagePage } from "../features/messages.ts";
import { reapplyToWindows } from "./apply.ts";
import { editState } from "./edit.ts";
import type { State, Timeline } from "./state.ts";

const emptyTimeline: Timeline = { messageIds: [], notes: [], older: true, newer: false };

/** How a page of history joins what is held: put before it, after it, or in its place. */
export type PagePlace = "before" | "after" | "replace";

/**
 * Adds a fetched page of history to a room's timeline. The page may have been read before or after events that have
 * been applied since: of a message held already the newer `rev` stays, and `recent`, the envelopes applied lately, are
 * applied to it as far as they are newer than the page. `recent` must reach back to `page.seq`.
 */
export function mergePage(
  state: State,
  { roomId, page, place }: { roomId: string; page: MessagePage; place: PagePlace },
  recent: readonly Envelope[],
): State {
  if (!state.rooms[roomId]) return state;
  const edit = editState(state);
  for (const message of [...page.messages, ...page.quoted]) {
    const held = state.messages[message.id];
    if (!held || held.rev < message.rev) edit.set("messages", message.id, message);
  }
  const held = place === "replace" ? emptyTimeline : (state.timelines[roomId] ?? emptyTimeline);
  edit.set("timelines", roomId, joinTimeline(held, page, place));
  reapplyToWindows(edit, recent, page.seq);
  return edit.state;
}

function joinTimeline(held: Timeline, page: MessagePage, place: PagePlace): Timeline {
  const ids = page.messages.map((message) => message.id);
  const parts = place === "after" ? [held.messageIds, ids] : [ids, held.messageIds];
  const notes = place === "after" ? [held.notes, page.notes] : [page.notes, held.notes];
  return {
    messageIds: [...new Set(parts.flat())],
    notes: [...new Map(notes.flat().map((note) => [`${note.seq}:${note.kind}`, note])).values()],
    older: place === "after" ? held.older : page.older,
    newer: place === "before" ? held.newer : page.newer,
  };
}

/** Sets a room's member list as fetched, brought up to date with `recent` (see `mergePage`). */
export function mergeMembers(
  state: State,
  { roomId, members, seq }: { roomId: string; members: readonly Member[]; seq: number },
  recent: readonly Envelope[],
): State {
  if (!state.rooms[roomId]) return state;
  const edit = editState(state);
  edit.set("members", roomId, { byId: Object.fromEntries(members.map((member) => [member.userId, member])), seq });
  reapplyToWindows(edit, recent, seq);
  return edit.state;
}

/** As many notes as a page of history brings. */
const KEPT_NOTES = 200;

/**
 * Cuts a room's timeline back to its newest `keep` messages and those that they quote, and to its newest notes, and forgets
 * the room's other messages, to bound what a long visit holds. A timeline that does not reach the present goes altogether.
 */
export function trimTimeline(state: State, roomId: string, keep: number): State {
  const timeline = state.timelines[roomId];
  if (!timeline) return state;
  const edit = editState(state);
  const messageIds = timeline.newer ? [] : timeline.messageIds.slice(-keep);
  const quotedIds = messageIds.map((id) => state.messages[id]?.replyToId);
  const kept = new Set<string | null | undefined>([...messageIds, ...quotedIds]);
  for (const [id, message] of Object.entries(state.messages)) {
    if (message.roomId === roomId && !kept.has(id)) edit.delete("messages", id);
  }
  if (timeline.newer) edit.delete("timelines", roomId);
  else if (messageIds.length < timeline.messageIds.length || timeline.notes.length > KEPT_NOTES) {
    edit.set("timelines", roomId, cutTimeline(state, timeline, messageIds));
  }
  return edit.state;
}

function cutTimeline(state: State, timeline: Timeline, messageIds: string[]): Timeline {
  const isCut = messageIds.length < timeline.messageIds.length;
  const first = isCut ? (state.messages[messageIds[0] ?? ""]?.seq ?? 0) : 0;
  const notes = timeline.notes.filter((note) => note.seq > first).slice(-KEPT_NOTES);
  return { messageIds, notes, older: timeline.older || isCut, newer: false };
}
