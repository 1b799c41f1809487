import { type FocusEvent, type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import { useStore } from "@/store/store";
import { focusComposer } from "./focus-composer";
import type { Row } from "./rows";

type RovingOptions = {
  rows: readonly Row[];
  list: RefObject<VirtualizerHandle | null>;
  scroller: RefObject<HTMLDivElement | null>;
};

/** One message of the timeline is reachable by Tab; arrow keys move on from there, Escape goes back to the composer. */
export function useRoving({ rows, list, scroller }: RovingOptions) {
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const ids = useMemo(() => rows.flatMap((row) => (row.kind === "message" ? [row.id] : [])), [rows]);
  const tabbable = focusedId !== null && ids.includes(focusedId) ? focusedId : (ids.at(-1) ?? null);
  const editingId = useStore((store) => store.editingId);
  // The field of a message being edited holds a cursor and perhaps the focus, which it would take again when drawn anew.
  const kept = [tabbable, editingId].map((id) => rows.findIndex((row) => row.key === id));

  const moveTo = (id: string | undefined) => {
    const target = rows.findIndex((row) => row.key === id);
    if (id === undefined || target < 0) return;
    setFocusedId(id);
    list.current?.scrollToIndex(target, { align: "nearest" });
    requestAnimationFrame(() => findMessage(scroller.current, id)?.focus({ preventScroll: true }));
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset.message;
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = ids.indexOf(id);
    const next = { ArrowUp: ids[at - 1], ArrowDown: ids[at + 1], Home: ids[0], End: ids.at(-1) }[event.key];
    if (event.key === "Escape") focusComposer();
    else if (next !== undefined) moveTo(next);
    else return;
    event.preventDefault();
  };
  const handleFocus = (event: FocusEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-message]")?.dataset.message;
    if (id !== undefined) setFocusedId(id);
  };
  return {
    tabbable,
    keepMounted: kept.filter((index, at) => index >= 0 && kept.indexOf(index) === at).sort((a, b) => a - b),
    handlers: { onKeyDown: handleKeyDown, onFocus: handleFocus },
  };
}

function findMessage(scroller: HTMLElement | null, id: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-message="${id}"]`) ?? null;
}
