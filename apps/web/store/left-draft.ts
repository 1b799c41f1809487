import { keptInTab } from "@/lib/storage";
import type { DraftText } from "./store";

const kept = keptInTab("hiroba:left-draft");

/** What stood in a composer when its page was left, and what was saved by then. */
export type LeftDraft = { userId: string; roomId: string; saved: DraftText; draft: DraftText };

/** Keeps a draft for the next page of this tab. At once: what is stored otherwise is lost with the page that stores it. */
export function keepLeftDraft(left: LeftDraft): void {
  kept.write(left);
}

/** The draft that was left in this person's room, once. */
export function takeLeftDraft(userId: string, roomId: string): LeftDraft | null {
  const left = kept.read() as LeftDraft | null;
  if (left?.userId === userId && left.roomId !== roomId) return null;
  forgetLeftDraft();
  return left?.userId === userId ? left : null;
}

export function forgetLeftDraft(): void {
  kept.forget();
}
