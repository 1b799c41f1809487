import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./rows";

/** So near to the end counts as being there. */
const END_PX = 64;
/** History is fetched before its end comes into sight. */
const AHEAD_PX = 1_200;

type ScrollingOptions = {
  rows: readonly Row[];
  scroller: RefObject<HTMLElement | null>;
  /** Whether the rows reach the present, so that the end is worth sticking to. */
  present: boolean;
  onMove: () => void;
  onNearStart: () => void;
  onNearEnd: () => void;
};

/** Keeps the newest row in sight while the reader is at the end, and leaves them alone while they are not. */
export function useScrolling({ rows, scroller, present, onMove, onNearStart, onNearEnd }: ScrollingOptions) {
  const sticking = useRef(true);
  const offset = useRef(0);
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
    setAway(left > clientHeight / 2);
    onMove();
    if (next < AHEAD_PX) onNearStart();
    if (left < AHEAD_PX) onNearEnd();
  };
  return {
    away,
    handleScroll,
    handleResize: stick,
    release: () => {
      sticking.current = false;
    },
    stickAgain: () => {
      sticking.current = true;
      stick();
    },
  };
}
