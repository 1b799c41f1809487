import { keptInTab } from "@/lib/storage";
import type { DraftText } from "./store";

const kept = keptInTab("hiroba:left-drafts");

/** What stood in a composer and could not be saved, and what was saved by then. */
type LeftDraft = { userId: string; roomId: string; saved: DraftText; draft: DraftText };

/** Keeps a draft for the next page of this tab. At once: what is stored otherwise is lost with the page that stores it. */
export function keepLeftDraft(left: LeftDraft): void {
  forgetLeftDraft(left.roomId);
  kept.write([...readAll(), left]);
}

/** The draft that was left in this person's room, once. What somebody else left here is forgotten. */
export function takeLeftDraft(userId: string, roomId: string): LeftDraft | null {
  const mine = readAll().filter((left) => left.userId === userId);
  kept.write(mine);
  forgetLeftDraft(roomId);
  return mine.find((left) => left.roomId === roomId) ?? null;
}

export function forgetLeftDraft(roomId: string): void {
  kept.write(readAll().filter((left) => left.roomId !== roomId));
}

export function forgetLeftDrafts(): void {
  kept.forget();
}

function readAll(): readonly LeftDraft[] {
  return (kept.read() as readonly LeftDraft[] | null) ?? [];
}
