import type { OutboxItem } from "@hiroba/client";
import { useEffect } from "react";
import { getClient } from "@/store/client";
import { returnRefusedDraft } from "@/store/drafts";
import { reportFailure } from "@/store/run-command";
import { useStore } from "@/store/store";

/**
 * What was refused and has no row of its own to say so (reactions, read marks, drafts) is said in passing, and dropped. A
 * draft stays in its composer.
 */
export function useOutboxFailures(): void {
  const failed = useStore(({ view }) => view?.outbox.find(isFailedAside));
  useEffect(() => {
    if (!failed) return;
    if (failed.error && failed.command.startsWith("reaction.")) reportFailure(failed.error);
    if (failed.command === "draft.save") returnRefusedDraft(failed);
    getClient().discard(failed.id);
  }, [failed]);
}

function isFailedAside({ status, command }: OutboxItem): boolean {
  return status === "failed" && !command.startsWith("message.");
}
