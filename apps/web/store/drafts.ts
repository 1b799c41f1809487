import type { ClientView, OutboxItemOf } from "@hiroba/client";
import { countCharacters, limits } from "@hiroba/protocol";
import { useEffect } from "react";
import { getClient } from "./client";
import { forgetLeftDraft, forgetLeftDrafts, keepLeftDraft, takeLeftDraft } from "./left-draft";
import { type DraftText, useStore } from "./store";

/*
 * What stands in a room's composer. While somebody writes here, this screen's text counts; once it is saved, and has
 * come back in the view, the saved one does, so that what is written on another device appears. What cannot be saved,
 * being too long or refused, stays on this screen, and is kept with this tab.
 */

const SAVE_MS = 700;
const empty: DraftText = { body: "", replyToId: null };
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** What stands in a room's composer now. */
export function useDraft(roomId: string): DraftText {
  const local = useStore(({ localDrafts }) => localDrafts[roomId]);
  const body = useStore(({ view }) => readSaved(view, roomId).body);
  const replyToId = useStore(({ view }) => readSaved(view, roomId).replyToId);
  useEffect(() => {
    if (local && isSame(local, { body, replyToId }) && !timers.has(roomId)) forgetLocal(roomId);
  }, [local, body, replyToId, roomId]);
  return local ?? { body, replyToId };
}

/** Writes into a room's composer; saved shortly after the last change. */
export function changeDraft(roomId: string, change: Partial<DraftText>): void {
  setLocal(roomId, { ...readDraft(roomId), ...change });
  clearTimeout(timers.get(roomId));
  timers.set(
    roomId,
    setTimeout(() => saveDraft(roomId), SAVE_MS),
  );
}

/** Empties a room's composer after sending, on all devices if they had seen the text. */
export function clearDraft(roomId: string): void {
  setLocal(roomId, empty);
  saveDraft(roomId);
}

/** Saves what is not saved yet. */
export function saveDrafts(): void {
  for (const roomId of [...timers.keys()]) saveDraft(roomId);
}

/** Puts back what stood in a room's composer when the page was left, unless something else was saved since. */
export function returnDraft(roomId: string): void {
  const { view } = useStore.getState();
  const left = view?.userId ? takeLeftDraft(view.userId, roomId) : null;
  if (left && isSame(left.saved, readSaved(view, roomId))) changeDraft(roomId, left.draft);
}

/** Forgets what is not saved yet, as whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  useStore.setState({ localDrafts: {} });
  forgetLeftDrafts();
}

/** What was refused for good goes on standing in its composer, unless there is something newer. */
export function returnRefusedDraft({ id, roomId, input }: OutboxItemOf<"draft.save">): void {
  const { localDrafts, view } = useStore.getState();
  if (localDrafts[roomId] || findLastSave(view, roomId)?.id !== id) return;
  setLocal(roomId, { body: input.body, replyToId: input.replyToId ?? null });
  keepLocal(roomId);
}

/** What stands in a room's composer, outside components. */
export function readDraft(roomId: string): DraftText {
  const { localDrafts, view } = useStore.getState();
  return localDrafts[roomId] ?? readSaved(view, roomId);
}

function saveDraft(roomId: string): void {
  clearTimeout(timers.get(roomId));
  timers.delete(roomId);
  const { localDrafts, view } = useStore.getState();
  const local = localDrafts[roomId];
  if (!local) return;
  forgetLeftDraft(roomId);
  if (isSame(local, readSaved(view, roomId))) forgetLocal(roomId);
  else if (countCharacters(local.body) > limits.draftLength) keepLocal(roomId);
  else getClient().enqueue("draft.save", { roomId, ...local });
}

/** What is saved, or will be once the outbox is through. */
function readSaved(view: ClientView | null, roomId: string): DraftText {
  const waiting = findLastSave(view, roomId);
  if (waiting && waiting.status !== "failed") {
    return { body: waiting.input.body, replyToId: waiting.input.replyToId ?? null };
  }
  const saved = view?.state?.drafts[roomId];
  return saved ? { body: saved.body, replyToId: saved.replyToId } : empty;
}

function findLastSave(view: ClientView | null, roomId: string): OutboxItemOf<"draft.save"> | undefined {
  return view?.outbox.findLast(
    (item): item is OutboxItemOf<"draft.save"> => item.command === "draft.save" && item.roomId === roomId,
  );
}

/** Keeps what stands in a composer and cannot be saved; not while it is not known whose it is. */
function keepLocal(roomId: string): void {
  const { localDrafts, view } = useStore.getState();
  const draft = localDrafts[roomId];
  if (view?.userId && draft) keepLeftDraft({ userId: view.userId, roomId, saved: readSaved(view, roomId), draft });
}

function isSame(left: DraftText, right: DraftText): boolean {
  return left.body === right.body && left.replyToId === right.replyToId;
}

function setLocal(roomId: string, draft: DraftText): void {
  useStore.setState(({ localDrafts }) => ({ localDrafts: { ...localDrafts, [roomId]: draft } }));
}

function forgetLocal(roomId: string): void {
  useStore.setState(({ localDrafts: { [roomId]: _, ...rest } }) => ({ localDrafts: rest }));
}
