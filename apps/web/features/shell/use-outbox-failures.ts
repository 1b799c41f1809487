import type { OutboxItem } from "@hiroba/client";
import type { State } from "@hiroba/protocol";
import { useEffect } from "react";
import { getClient } from "@/store/client";
import { returnRefusedDraft } from "@/store/drafts";
import { reportFailure } from "@/store/run-command";
import { useStore } from "@/store/store";

/**
 * What was refused and has no row of its own to say so (reactions, read marks, drafts, deletions in a room that was left)
 * is said in passing, and dropped. A draft stays in its composer.
 */
export function useOutboxFailures(): void {
  const failed = useStore(({ view }) => view?.outbox.find((item) => isFailedAside(item, view.state)));
  useEffect(() => {
    if (!failed) return;
    const isMissed = failed.command === "message.delete" || failed.command.startsWith("reaction.");
    if (failed.error && isMissed) reportFailure(failed.error);
    if (failed.command === "draft.save") returnRefusedDraft(failed);
    getClient().discard(failed.id);
  }, [failed]);
}

function isFailedAside({ status, command, roomId }: OutboxItem, state: State | null): boolean {
  if (status !== "failed") return false;
  if (command === "message.delete") return state !== null && !state.rooms[roomId];
  return !command.startsWith("message.");
}
