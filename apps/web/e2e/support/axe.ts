import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong with what a page shows now: the rule, and where. */
export async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  await rest(page);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    // Of a timeline's messages Tab comes to one at a time: what scrolls in the others is reached once arrows have led there.
    const isReached = (id: string, html: string) =>
      id === "scrollable-region-focusable" && html.includes('tabindex="-1"');
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ html }) => !isReached(id, html))
        .map(({ target, html }) => `${id}: ${target} ${html.slice(0, 160)}`),
    );
  });
}

/** The same for colours alone, which is all that another theme changes. */
export async function findFaintColors(page: Page): Promise<string[]> {
  await rest(page);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
      runOnly: { type: "rule", values: ["color-contrast"] },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${target} ${any.map(({ message }) => message).join(" ")}`),
    );
  });
}

/** Until nothing fades in any more: a word that has half appeared is faint. What turns for ever is not waited for. */
async function rest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().endTime) < Infinity);
    await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  });
}
