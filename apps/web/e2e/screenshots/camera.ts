import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import sharp from "sharp";
import type { Account } from "../support/account";

/** How a picture is taken: on which device, by which light, in which language. */
export type Look = { size: "desktop" | "phone"; light: "light" | "dark"; language: "en" | "ja" };

const folder = path.join(import.meta.dirname, "../../../../docs/screenshots");

const sizes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
const locales = { en: "en-GB", ja: "ja-JP" };

/** A device with this look, with this person signed in or nobody. */
export async function openDevice(
  browser: Browser,
  url: string,
  look: Look,
  account?: Account,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...sizes[look.size],
    baseURL: url,
    colorScheme: look.light,
    locale: locales[look.language],
    timezoneId: "Asia/Tokyo",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(20_000);
  if (account) await context.addCookies([toCookie(account, url)]);
  return context;
}

/** Takes the picture once everything stands still, and keeps it small. */
export async function shoot(page: Page, screen: string, { size, light, language }: Look): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(SETTLE_MS);
  await page.mouse.move(0, 0);
  const picture = await page.screenshot({ caret: "hide" });
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${screen}-${size}-${light}-${language}.png`);
  await sharp(picture).png({ palette: true, colours: 192, effort: 10, compressionLevel: 9 }).toFile(file);
}

/** Presence and the like come a moment after the page. */
const SETTLE_MS = 900;

function toCookie({ cookie }: Account, url: string) {
  const at = cookie.indexOf("=");
  return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url, httpOnly: true, sameSite: "Lax" as const };
}
