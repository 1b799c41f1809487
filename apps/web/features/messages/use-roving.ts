import { type FocusEvent, type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { useStore } from "@/store/store";
import { focusComposer } from "./focus-composer";
import { isFolded } from "./notes-row";
import type { Row } from "./rows";

type RovingOptions = {
  rows: readonly Row[];
  list: RefObject<VirtualizerHandle | null>;
  scroller: RefObject<HTMLDivElement | null>;
};

/**
 * One row of the timeline is reachable by Tab: a message, or what unfolds the notes between two. Arrow keys move on from
 * there, Escape goes back to the composer. What takes the focus in a row bears its key as `data-stop`.
 */
export function useRoving({ rows, list, scroller }: RovingOptions) {
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const keys = useMemo(() => rows.filter(isStop).map(({ key }) => key), [rows]);
  const tabbable = focusedKey !== null && keys.includes(focusedKey) ? focusedKey : (keys.at(-1) ?? null);
  const editingId = useStore((store) => store.editingId);
  // The field of a message being edited holds a cursor and perhaps the focus, which it would take again when drawn anew.
  const kept = [tabbable, editingId].map((key) => rows.findIndex((row) => row.key === key));

  const moveTo = (key: string | undefined) => {
    const target = rows.findIndex((row) => row.key === key);
    if (key === undefined || target < 0) return;
    setFocusedKey(key);
    list.current?.scrollToIndex(target, { align: "nearest" });
    requestAnimationFrame(() => findStop(scroller.current, key)?.focus({ preventScroll: true }));
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const key = (event.target as HTMLElement).dataset.stop;
    if (key === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = keys.indexOf(key);
    const next = { ArrowUp: keys[at - 1], ArrowDown: keys[at + 1], Home: keys[0], End: keys.at(-1) }[event.key];
    if (event.key === "Escape") focusComposer();
    else if (next !== undefined) moveTo(next);
    else return;
    event.preventDefault();
  };
  const handleFocus = (event: FocusEvent) => {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-stop]")?.dataset.stop;
    if (key !== undefined) setFocusedKey(key);
  };
  return {
    tabbable,
    keepMounted: kept.filter((index, at) => index >= 0 && kept.indexOf(index) === at).sort((a, b) => a - b),
    handlers: { onKeyDown: handleKeyDown, onFocus: handleFocus },
  };
}

function isStop(row: Row): boolean {
  return row.kind === "message" || (row.kind === "notes" && isFolded(row.notes));
}

function findStop(scroller: HTMLElement | null, key: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-stop="${key}"]`) ?? null;
}
