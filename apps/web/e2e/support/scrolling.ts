import type { Locator, Page } from "playwright-core";

/** Whether all of an element is inside the part of the timeline that is in sight. */
export function isInSight(element: Locator): Promise<boolean> {
  return element.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect();
    const frame = it.closest("[role=log]")?.getBoundingClientRect();
    return frame !== undefined && top >= frame.top - 1 && bottom <= frame.bottom + 1;
  });
}

/** Where an element stands once it no longer moves, in pixels from the top. */
export function restingPlace(element: Locator): Promise<number> {
  return element.evaluate(async (it) => {
    let place = it.getBoundingClientRect().top;
    for (let still = 0; still < 15; still++) {
      await new Promise(requestAnimationFrame);
      const { top } = it.getBoundingClientRect();
      if (top !== place) still = 0;
      place = top;
    }
    return place;
  });
}

/**
 * Scrolls the timeline near to its start, waits for the page before it to arrive, and answers by how many pixels the
 * first message in sight was ever away from its place meanwhile. Looks at every frame.
 */
export function measureJump(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const log = document.querySelector<HTMLElement>("[role=log]");
    if (!log) throw new Error("No timeline is open.");
    const nextFrame = () => new Promise(requestAnimationFrame);
    const rows = () => [...log.querySelectorAll<HTMLElement>("[data-message]")];
    const topOf = (row: HTMLElement | undefined) => row?.getBoundingClientRect().top ?? Number.NaN;
    const height = log.scrollHeight;
    log.scrollTop = 500;
    await nextFrame();
    await nextFrame();
    const anchor = rows().find((row) => topOf(row) >= log.getBoundingClientRect().top);
    const place = topOf(anchor);
    let furthest = 0;
    let framesAfter = 0;
    // By the clock: how many frames pass until the page is here tells nothing.
    const deadline = performance.now() + 15_000;
    while (framesAfter < 30 && (framesAfter > 0 || performance.now() < deadline)) {
      await nextFrame();
      const again = rows().find((row) => row.dataset.message === anchor?.dataset.message);
      furthest = Math.max(furthest, Math.abs(topOf(again) - place) || (again ? 0 : Number.POSITIVE_INFINITY));
      if (log.scrollHeight > height + 500) framesAfter++;
    }
    if (framesAfter === 0) throw new Error("No older messages came.");
    return furthest;
  });
}
