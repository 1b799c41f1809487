import type { RawPage } from "./page.ts";
import type { Tail } from "./tail.ts";

/** Pages held at most; each is bounded in length, so this is a few megabytes. */
const CAPACITY = 64;

/**
 * Pages that many devices ask for at once, each put together for the first of them only (L8). `build` must depend on
 * nothing but the key and what the log holds; when the log moves on, all are forgotten.
 */
export function createSharedPages(tail: Pick<Tail, "position">): (key: string, build: () => RawPage) => RawPage {
  const pages = new Map<string, RawPage>();
  let position = tail.position();
  return (key, build) => {
    if (position !== tail.position() || pages.size > CAPACITY) pages.clear();
    position = tail.position();
    const page = pages.get(key) ?? build();
    pages.set(key, page);
    return page;
  };
}
