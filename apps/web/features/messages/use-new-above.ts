import { type RefObject, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Row } from "./rows";

/** Whether the "new" line is out of sight above and has not been seen yet. `measure` is called when anything moves. */
export function useNewAbove(rows: readonly Row[], list: RefObject<VirtualizerHandle | null>, newFrom: number | null) {
  const [above, setAbove] = useState(false);
  const [seen, setSeen] = useState<number | null>(null);
  const measure = () => {
    const place = newFrom === null ? "none" : placeOfNewLine(rows, list.current);
    if (place === "inSight") setSeen(newFrom);
    setAbove(place === "above");
  };
  return { newAbove: above && newFrom !== null && seen !== newFrom, measure, markSeen: () => setSeen(newFrom) };
}

function placeOfNewLine(rows: readonly Row[], list: VirtualizerHandle | null): "above" | "inSight" | "none" {
  const index = rows.findIndex((row) => row.kind === "new");
  if (index < 0 || !list) return "none";
  // It stands before the oldest message held, so it may belong further up in what is not.
  const uncertain = rows[0]?.kind === "older" && rows.slice(1, index).every((row) => row.kind !== "message");
  const offset = list.getItemOffset(index);
  if (uncertain || offset < list.scrollOffset) return "above";
  return offset < list.scrollOffset + list.viewportSize ? "inSight" : "none";
}
