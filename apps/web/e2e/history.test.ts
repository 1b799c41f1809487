import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { message, timeline } from "./support/chat";
import { layLine } from "./support/network";
import { isInSight, measureJump, restingPlace } from "./support/scrolling";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
let roomId: string;
const seqs: number[] = [];

beforeAll(async () => {
  cast = await moveIn(stage.server.url);
  roomId = await openRoom(cast.aiko, "archive", { members: [cast.ben, cast.chika] });
  for (let number = 1; number <= 300; number++) {
    const { seq } = await cast.aiko.run("message.send", { id: newId(), roomId, body: toText(number) });
    seqs[number] = seq;
  }
});

/** Messages of many heights, so that guessing a height would show. */
function toText(number: number): string {
  if (number % 17 === 0) return `Entry ${number}.\n\`\`\`js\nconst number = ${number};\n\`\`\``;
  return `Entry ${number}. ${"Some words that wrap at last. ".repeat(number % 7)}`;
}

test("scrolling up brings older pages to the very first, and nothing jumps", async () => {
  const page = await openAtTheEnd();
  // A phone is slow: between drawing what came and measuring it, other things happen.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  expect(await measureJump(page)).toBeLessThan(2);
  expect(await measureJump(page)).toBeLessThan(2);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await expect
    .poll(
      async () => {
        await timeline(page).evaluate((log) => log.scrollTo(0, 0));
        return timeline(page)
          .getByRole("heading", { name: /This is where/ })
          .isVisible();
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  await message(page, "Entry 1.").waitFor();
});

test("a message that arrives while somebody reads history moves nothing; a button leads to it", async () => {
  const page = await openAtTheEnd();
  const pill = page.getByRole("button", { name: "Jump to the latest" });
  await scrollUntil(page, -200, () => pill.isVisible());
  await message(page, "Entry 285.").waitFor();
  const place = () => restingPlace(message(page, "Entry 285."));
  const before = await place();
  await sayFromElsewhere(cast.aiko, roomId, "Hot off the press");
  await page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThan(2);
  await page.getByRole("button", { name: "1 new message" }).click();
  await expect.poll(() => isInSight(message(page, "Hot off the press"))).toBe(true);
  await pill.waitFor({ state: "detached" });
});

test("a link to a message opens around it, and leads on to the present", async () => {
  const page = await stage.openPage(cast.ben, `/rooms/${roomId}?at=${seqs[100]}`);
  await expect.poll(() => isInSight(message(page, "Entry 100."))).toBe(true);
  expect(await message(page, "Entry 300.").count()).toBe(0);
  await scrollUntil(page, 400, () => message(page, "Entry 150.").isVisible());
  await page.getByRole("button", { name: /Jump to the latest|1 new message/ }).click();
  await expect.poll(() => isInSight(message(page, "Hot off the press"))).toBe(true);
});

test("what is unread begins at a line, and a button leads up to it", async () => {
  await cast.chika.run("read.mark", { roomId, seq: seqs[220] ?? 0 });
  const page = await stage.openPage(cast.chika, `/rooms/${roomId}`);
  await page.getByRole("button", { name: "Jump to the first unread" }).click();
  const line = timeline(page).getByRole("heading", { name: "New", exact: true });
  await expect.poll(() => isInSight(line)).toBe(true);
  await expect.poll(() => isInSight(message(page, "Entry 221.").first())).toBe(true);
});

test("older messages that could not be loaded come with the connection, though nobody scrolls", async () => {
  const line = await layLine(stage.server.url);
  const page = await openAtTheEnd(line.url);
  const connection = (word: string) => page.getByRole("button", { name: `Connection: ${word}` });
  await connection("Connected").waitFor();
  line.cut();
  await page.context().setOffline(true);
  await connection("Offline").waitFor();
  const oldest = timeline(page).locator("[data-message]").first();
  await timeline(page).evaluate((log) => log.scrollTo(0, 0));
  await timeline(page).getByText("The messages could not be loaded").waitFor();
  const before = Number(await oldest.getAttribute("data-seq"));
  line.mend();
  await page.context().setOffline(false);
  await expect.poll(async () => Number(await oldest.getAttribute("data-seq"))).toBeLessThan(before);
  await timeline(page).getByText("The messages could not be loaded").waitFor({ state: "detached" });
  line.close();
});

test("at midnight today becomes yesterday", async () => {
  const lateRoom = await openRoom(cast.aiko, "late shift", { members: [cast.ben] });
  const { seq } = await cast.aiko.run("message.send", { id: newId(), roomId: lateRoom, body: "Who is still up?" });
  // Nothing else is left to happen there.
  await cast.ben.run("read.mark", { roomId: lateRoom, seq });
  const device = await stage.openDevice(cast.ben, { timezoneId: "Asia/Tokyo" });
  const page = await device.newPage();
  await page.clock.install({ time: endOfTheDayInTokyo() });
  await page.goto(`/rooms/${lateRoom}`);
  await message(page, "Who is still up?").waitFor();
  const days = () => timeline(page).getByRole("heading").filter({ hasText: /day/u }).allInnerTexts();
  expect(await days()).toEqual(["Today"]);
  await page.clock.runFor(40_000);
  await expect.poll(days).toEqual(["Yesterday"]);
});

async function openAtTheEnd(url = stage.server.url): Promise<Page> {
  const page = await stage.openPage(cast.ben, `/rooms/${roomId}`, { url });
  await expect.poll(() => isInSight(message(page, "Entry 300."))).toBe(true);
  await restingPlace(message(page, "Entry 300."));
  return page;
}

/** Scrolls the timeline, a little at a time. */
async function scrollUntil(page: Page, step: number, isThere: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => {
      if (await isThere()) return true;
      await timeline(page).evaluate((log, by) => log.scrollBy(0, by), step);
      return false;
    })
    .toBe(true);
}

/** Half a minute before the day there ends. */
function endOfTheDayInTokyo(): Date {
  const ahead = 9 * 3_600_000;
  const there = new Date(Date.now() + ahead);
  return new Date(there.setUTCHours(23, 59, 30) - ahead);
}
