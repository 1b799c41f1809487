import { type RefObject, useEffect, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { useVisit } from "@/lib/navigation";
import { useLatest } from "@/lib/use-latest";
import { findRow, type Row } from "./rows";
import type { useHistory } from "./use-history";
import type { useScrolling } from "./use-scrolling";

/** How long a message that was jumped to stays lit. */
const LIT_MS = 2_400;

type JumpOptions = {
  /** The seq that the address asks for. */
  at: number | null;
  rows: readonly Row[];
  list: RefObject<VirtualizerHandle | null>;
  history: ReturnType<typeof useHistory>;
  scrolling: ReturnType<typeof useScrolling>;
};

/** Jumping about in a room: to a message by its seq, wherever in the history it is, and back to the present. */
export function useJump({ at, rows, list, history, scrolling }: JumpOptions) {
  const [target, setTarget] = useState<number | null>(null);
  const [lit, setLit] = useState<number | null>(null);

  const jumpTo = async (seq: number) => {
    const stuck = scrolling.release();
    if (isHeld(rows, seq) || (await history.jumpTo(seq))) setTarget(seq);
    else if (stuck) scrolling.stickAgain();
  };
  const latest = useLatest(jumpTo);
  const visit = useVisit();
  useEffect(() => {
    // The same link again leads there again.
    void visit;
    if (at !== null) void latest.current(at);
  }, [at, visit, latest]);

  useEffect(() => {
    if (target === null) return;
    const index = findRow(rows, target);
    if (index < 0) return;
    list.current?.scrollToIndex(index, { align: "center" });
    setLit(target);
    setTarget(null);
  }, [target, rows, list]);
  useEffect(() => {
    if (lit === null) return;
    const timer = setTimeout(() => setLit(null), LIT_MS);
    return () => clearTimeout(timer);
  }, [lit]);

  const jumpToLatest = async () => {
    scrolling.stickAgain();
    await history.jumpToLatest();
    scrolling.stickAgain();
  };
  return { lit, jumpTo: (seq: number) => void jumpTo(seq), jumpToLatest: () => void jumpToLatest() };
}

function isHeld(rows: readonly Row[], seq: number): boolean {
  return rows.some((row) => row.kind === "message" && row.seq === seq);
}
