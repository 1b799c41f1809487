import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";

const folder = path.join(import.meta.dirname, "../../../../.hiroba/stories");

/** Keeps what the devices of a failed story showed, to look at. */
export async function keepPicture(name: string, pages: readonly Page[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80);
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: path.join(folder, `${file}-${index + 1}.png`) }).catch(() => undefined);
  }
}
