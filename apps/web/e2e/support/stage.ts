import type {} from "@hiroba/prisma/testing/global-setup";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import type { Account } from "./account";
import type {} from "./global-setup";
import { keepPicture } from "./keep-picture";
import { type Server, startServer } from "./server";
import { watch } from "./watch";

/** What a story plays on: a server of its own, and devices in the one browser. */
export type Stage = {
  server: Server;
  /** A device, with nobody signed in or with this person. */
  openDevice(account: Account | null, options?: DeviceOptions): Promise<BrowserContext>;
  /** The page at a path, on a device of its own. */
  openPage(account: Account | null, path?: string, options?: DeviceOptions): Promise<Page>;
};

export type DeviceOptions = BrowserContextOptions & {
  /** A phone: small, touched, with a virtual keyboard. */
  phone?: boolean;
  /** Another way to the server than straight. */
  url?: string;
  /** The story breaks the page on purpose, so that what breaks in it is no problem. */
  breaks?: boolean;
};

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 } };
const PATIENCE_MS = 15_000;

/** Sets the stage for all stories of a file. After each, every device is closed, and must have behaved. */
export function setStage(): Stage {
  let browser: Browser;
  let server: Server;
  let devices: { context: BrowserContext; problems: string[] }[] = [];

  beforeAll(async () => {
    const parts = { databaseServer: inject("databaseServer"), web: inject("web") };
    [browser, server] = await Promise.all([chromium.connect(inject("browser")), startServer(parts)]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async ({ task }) => {
    const open = devices;
    devices = [];
    if (task.result?.state === "fail")
      await keepPicture(
        task.name,
        open.flatMap(({ context }) => context.pages()),
      );
    await Promise.all(open.map(({ context }) => context.close()));
    expect(open.flatMap(({ problems }) => problems)).toEqual([]);
  });

  const openDevice: Stage["openDevice"] = async (account, options = {}) => {
    const { phone: small = false, url = server.url, breaks = false, ...rest } = options;
    const context = await browser.newContext({
      ...(small ? phone : desktop),
      baseURL: url,
      locale: "en-US",
      timezoneId: "Asia/Tokyo",
      reducedMotion: "reduce",
      ...rest,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const problems = watch(context, new URL(url).host);
    devices.push({ context, problems: breaks ? [] : problems });
    if (account) await context.addCookies([toCookie(account, url)]);
    return context;
  };
  return {
    get server() {
      return server;
    },
    openDevice,
    openPage: async (account, path = "/", options = {}) => {
      const context = await openDevice(account, options);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    },
  };
}

function toCookie({ cookie }: Account, url: string) {
  const at = cookie.indexOf("=");
  return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url, httpOnly: true, sameSite: "Lax" as const };
}
