import type { BrowserContext, Page, Route } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Account } from "./support/account";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { composer, say } from "./support/chat";
import { setStage } from "./support/stage";

/*
 * Scripts that cannot be had: the line breaks while they load, or the server was upgraded and has them under new names.
 * The service worker, which keeps scripts, is left out.
 */

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

const scripts = "**/_next/static/**/*.js";
const failures = {
  "a broken line": (route: Route) => route.abort("connectionreset"),
  "an upgraded server": (route: Route) => route.fulfill({ status: 404, contentType: "text/plain", body: "Not Found" }),
};

const openDevice = (account: Account | null, locale = "en-US"): Promise<BrowserContext> =>
  stage.openDevice(account, { locale, breaks: true, serviceWorkers: "block" });

/** What a page says after all that it says by and by, without the wait. */
const letTimePass = (page: Page) =>
  page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().iterations === 1) animation.finish();
  });

const late = (page: Page) => page.getByRole("alert").filter({ hasText: "まだ起動していません" });

test.each([
  ["the door", "an upgraded server"],
  ["a room", "a broken line"],
] as const)("whichever script of %s is lost to %s, the page says so and leads on", async (place, failure) => {
  const inside = place === "a room";
  const path = inside ? `/rooms/${await openRoom(cast.aiko, "unloaded")}` : "/sign-in";
  const page = await (await openDevice(inside ? cast.aiko : null, "ja-JP")).newPage();
  const works = inside ? page.getByRole("form", { name: "メッセージを書く" }) : page.getByLabel("ユーザー名");
  const wayOn = page.locator("a, button").filter({ hasText: /^(?:再読み込み|もう一度試す)$/u });
  await page.goto(path);
  const urls = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map(({ src }) => src),
  );
  expect(urls.length).toBeGreaterThan(3);
  for (const url of new Set(urls)) {
    await page.route(url, failures[failure]);
    await page.goto(path);
    const shown = async () => {
      await letTimePass(page);
      return (await works.isVisible()) || (await wayOn.isVisible());
    };
    await expect.poll(shown, { message: `${path} without ${url}` }).toBe(true);
    await page.unroute(url);
    // Some are for old browsers, or wanted later: then the app starts meanwhile, and the way on is gone.
    await Promise.race([works.waitFor(), wayOn.click().then(() => works.waitFor())]);
  }
});

test("a page whose scripts never run says so after a while, offers another try and the page that needs none", async () => {
  const device = await openDevice(null, "ja-JP");
  const page = await device.newPage();
  await page.route(scripts, failures["a broken line"]);
  await page.goto("/sign-in?next=%2Fsettings");
  expect(await late(page).isVisible()).toBe(false);
  await letTimePass(page);
  await late(page).waitFor();
  expect(await page.getByRole("link", { name: "簡易版を開く" }).getAttribute("href")).toBe("/lite");
  await page.unroute(scripts);
  await page.getByRole("link", { name: "再読み込み" }).click();
  await page.getByLabel("ユーザー名").waitFor();
  expect(new URL(page.url()).search).toBe("?next=%2Fsettings");
  await letTimePass(page);
  expect(await late(page).count()).toBe(0);
});

test("while the settings are on their way, their bar and the way back are there", async () => {
  const roomId = await openRoom(cast.aiko, "slow lane");
  const page = await (await openDevice(cast.aiko)).newPage();
  await page.goto(`/rooms/${roomId}`);
  await composer(page).waitFor();
  await page.route(scripts, () => {});
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  await page.getByRole("button", { name: "Back to the rooms" }).click();
  await composer(page).waitFor();
});

test.each(Object.entries(failures))(
  "a part that is wanted later and lost to %s is said to be, and the rest stays",
  async (_, fail) => {
    const roomId = await openRoom(cast.aiko, "later");
    const page = await (await openDevice(cast.aiko)).newPage();
    await page.goto(`/rooms/${roomId}`);
    await say(page, "all is well");
    await composer(page).fill("half a thought");
    await page.route(scripts, fail);

    await page.getByRole("button", { name: /^Connection/ }).click();
    const lost = page.getByRole("dialog", { name: "This could not be loaded" });
    await lost.getByRole("button", { name: "Reload" }).waitFor();
    await page.keyboard.press("Escape");
    await lost.waitFor({ state: "detached" });
    expect(await composer(page).inputValue()).toBe("half a thought");

    await page.getByRole("form", { name: "Write a message" }).getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("heading", { name: "This could not be loaded" }).waitFor();
    await page.keyboard.press("Escape");

    await page.evaluate(() => history.pushState(null, "", "/settings/profile"));
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await page.getByRole("heading", { name: "This could not be loaded" }).waitFor();
    await page.unroute(scripts);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { name: "Profile" }).waitFor();
    await page.goBack();
    await expect.poll(() => composer(page).inputValue()).toBe("half a thought");
  },
);
