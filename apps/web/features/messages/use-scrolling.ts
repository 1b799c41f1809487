import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./rows";

/** So near to the end counts as being there. */
const END_PX = 64;
/** History is fetched before its end comes into sight. */
const AHEAD_PX = 1_200;

type ScrollingOptions = {
  rows: readonly Row[];
  /** Whether history has just come before the rows. */
  prepended: boolean;
  scroller: RefObject<HTMLElement | null>;
  /** Whether the rows reach the present, so that the end is worth sticking to. */
  present: boolean;
  onMove: () => void;
  onNearStart: () => void;
  onNearEnd: () => void;
};

/** Keeps the newest row in sight while the reader is at the end, and leaves them alone while they are not. */
export function useScrolling({ rows, prepended, scroller, present, onMove, onNearStart, onNearEnd }: ScrollingOptions) {
  const sticking = useRef(true);
  const offset = useRef(0);
  const anchor = useRef<Anchor | null>(null);
  const [away, setAway] = useState(false);

  // By hand: `scrollToIndex` keeps scrolling until everything is measured, also when the reader has moved on meanwhile.
  const stick = useCallback(() => {
    const element = scroller.current;
    if (sticking.current && present && rows.length > 0) element?.scrollTo({ top: element.scrollHeight });
  }, [rows, present, scroller]);
  useLayoutEffect(stick, [stick]);

  const handleScroll = (next: number) => {
    // Not the list's own sizes: when the room for it grows, it hears of that only after the scrolling that this causes.
    const { scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
    const left = scrollHeight - clientHeight - next;
    if (left < END_PX) sticking.current = true;
    // Only the reader scrolls up; when rows grow, the distance grows without that.
    else if (next < offset.current - 1) sticking.current = false;
    offset.current = next;
    anchor.current = findAnchor(scroller.current);
    setAway(left > clientHeight / 2);
    onMove();
    if (next < AHEAD_PX) onNearStart();
    if (left < AHEAD_PX) onNearEnd();
  };
  const handleResize = () => {
    stick();
    if (prepended && !sticking.current) returnTo(anchor.current, scroller.current);
    anchor.current = findAnchor(scroller.current);
  };
  return {
    away,
    handleScroll,
    handleResize,
    /** Leaves the end; answers whether it was there. */
    release: () => {
      const stuck = sticking.current;
      sticking.current = false;
      return stuck;
    },
    stickAgain: () => {
      sticking.current = true;
      stick();
    },
  };
}

/** A message in sight, and how far from the top of the timeline it stands. */
type Anchor = { message: Element; top: number };

/** The first in the lower half: what is in sight above it may be history that is not measured yet. */
function findAnchor(scroller: HTMLElement | null): Anchor | null {
  if (!scroller) return null;
  const edge = topOf(scroller);
  for (const message of scroller.querySelectorAll("[data-message]")) {
    const top = topOf(message) - edge;
    if (top >= scroller.clientHeight / 2) return { message, top };
  }
  return null;
}

/**
 * Puts the anchor back where it was, if measuring has moved it. After history was put before the rows, the list keeps the
 * place from its end until scrolling rests: then rows that are measured below of what is in sight move it. If scrolling
 * rests before all is measured, as it may on slow devices, rows that were there before do, such as the message that no
 * longer begins its group.
 */
function returnTo(anchor: Anchor | null, scroller: HTMLElement | null): void {
  if (!scroller || !anchor?.message.isConnected) return;
  const moved = topOf(anchor.message) - topOf(scroller) - anchor.top;
  if (Math.abs(moved) >= 1) scroller.scrollBy({ top: moved, behavior: "instant" });
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
