import type { DraftText } from "./store";

const KEY = "hiroba:left-draft";

/** What stood in a composer when its page was left, and what was saved by then. */
export type LeftDraft = { userId: string; roomId: string; saved: DraftText; draft: DraftText };

/** Keeps a draft for the next page of this tab. At once: what is stored otherwise is lost with the page that stores it. */
export function keepLeftDraft(left: LeftDraft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left));
  } catch {
    // Without storage the last words before a reload are lost.
  }
}

/** The draft that was left in this person's room, once. */
export function takeLeftDraft(userId: string, roomId: string): LeftDraft | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as LeftDraft | null;
    if (left?.userId === userId && left.roomId !== roomId) return null;
    forgetLeftDraft();
    return left?.userId === userId ? left : null;
  } catch {
    return null;
  }
}

export function forgetLeftDraft(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then there is none.
  }
}
