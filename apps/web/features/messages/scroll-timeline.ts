/** What of a page stays in sight, to read on from. */
const OVERLAP_PX = 48;

/** Scrolls the messages of the open room by a page, from wherever the focus is. */
export function scrollTimeline(direction: 1 | -1): void {
  const timeline = document.querySelector("[role=log]");
  timeline?.scrollBy({ top: direction * (timeline.clientHeight - OVERLAP_PX) });
}
