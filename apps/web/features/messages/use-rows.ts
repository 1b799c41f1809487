import type { OutboxItem, OutboxItemOf } from "@hiroba/client";
import { useMemo, useState } from "react";
import { useUserId } from "@/store/hooks";
import { useStore } from "@/store/store";
import { type Row, toRows } from "./rows";

const noRows: readonly Row[] = [];

/** A room's rows, none while there is nothing to show, and whether the last change put history before them. */
export function useRows(roomId: string, newFrom: number | null): { rows: readonly Row[]; prepended: boolean } {
  const timeline = useStore(({ view }) => view?.state?.timelines[roomId]);
  const outbox = useStore(({ view }) => view?.outbox);
  const userId = useUserId() ?? "";
  const rows = useMemo(() => {
    const unsent = timeline?.newer ? [] : toUnsent(outbox ?? [], roomId);
    if (!timeline && unsent.length === 0) return noRows;
    // What rows need of a message (author, seq, time) never changes, so the messages need not be watched.
    const messages = useStore.getState().view?.state?.messages ?? {};
    return toRows({ timeline, messages, unsent, userId, newFrom });
  }, [timeline, outbox, roomId, userId, newFrom]);
  return { rows, prepended: usePrepended(rows) };
}

/** My messages in a room that are not in its timeline yet, oldest first. */
export function toUnsent(outbox: readonly OutboxItem[], roomId: string): OutboxItemOf<"message.send">[] {
  return outbox.filter(
    (item) => item.command === "message.send" && item.roomId === roomId,
  ) as OutboxItemOf<"message.send">[];
}

/** Whether the newest rows stayed and others came before them: then the list keeps its place from the end. */
function usePrepended(rows: readonly Row[]): boolean {
  const [held, setHeld] = useState({ rows, prepended: false });
  if (held.rows === rows) return held.prepended;
  const newest = rows.at(-2)?.key;
  const sameEnd = newest !== undefined && newest === held.rows.at(-2)?.key;
  // The oldest day: it tells history from the "new" line, which may come between rows that stay.
  const otherStart = rows[1]?.key !== held.rows[1]?.key;
  const prepended = rows.length > held.rows.length && sameEnd && otherStart;
  setHeld({ rows, prepended });
  return prepended;
}
