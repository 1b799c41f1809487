import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signInAgain } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("the tabs of one browser share one connection; when the one that holds it closes, another takes over", async () => {
  const roomId = await openRoom(cast.aiko, "tabs", { members: [cast.ben] });
  const device = await stage.openDevice(cast.aiko);
  const tabs: Page[] = [];
  for (let number = 1; number <= 4; number++) {
    const tab = await device.newPage();
    await tab.goto(`/rooms/${roomId}`);
    await composer(tab).waitFor();
    tabs.push(tab);
  }
  await sayFromElsewhere(cast.ben, roomId, "Hello, all four of you");
  for (const tab of tabs) await message(tab, "Hello, all four").waitFor();
  expect(await countConnections()).toBe(1);

  const [leader, second, third, fourth] = tabs as [Page, Page, Page, Page];
  await say(second, "Said in the second tab");
  for (const tab of tabs) await message(tab, "Said in the second tab").waitFor();

  await say(third, "Said as the first tab closes");
  await leader.close();
  await sayFromElsewhere(cast.ben, roomId, "Who is there?");
  for (const tab of [second, third, fourth]) {
    await message(tab, "Said as the first tab closes").waitFor();
    await message(tab, "Who is there?").waitFor();
  }
  await say(fourth, "We are");
  for (const tab of [second, third, fourth]) await message(tab, "We are").waitFor();
  await expect.poll(countConnections).toBe(1);
  const bodies = async () => (await cast.ben.run("message.list", { roomId })).messages.map(({ body }) => body).sort();
  const said = [
    "Hello, all four of you",
    "Said in the second tab",
    "Said as the first tab closes",
    "Who is there?",
    "We are",
  ].sort();
  // What waits to be sent is in sight before it is sent.
  await expect.poll(bodies).toEqual(said);
});

/** One that is closed with the session, and one whose every request brings the cookie anew. */
const lines = ["websocket", "poll"] as const;

test.each(lines)("who signs in as another in one tab is another in all, over %s", async (transport) => {
  const roomId = await openRoom(cast.aiko, `ours-${transport}`, { members: [cast.ben] });
  const device = await stage.openDevice(await signInAgain(stage.server.url, cast.aiko));
  const tab = await device.newPage();
  await tab.goto(`/rooms/${roomId}`);
  await tab.evaluate((name) => localStorage.setItem("hiroba:transport", name), transport);
  await tab.reload();
  await composer(tab).waitFor();
  const other = await device.newPage();
  await other.goto(`/rooms/${roomId}`);
  await composer(other).waitFor();
  await say(tab, "This is Aiko");
  await message(other, "This is Aiko").waitFor();
  await composer(tab).fill("Aiko's own thoughts");
  const { path } = await cast.ben.run("deviceLink.create", {});
  const third = await device.newPage();
  await third.goto(path);
  await third.getByRole("button", { name: "Continue on this device" }).click();
  await third.getByRole("link", { name: "general" }).waitFor();
  for (const page of [tab, other]) {
    await page.getByText("Ben", { exact: true }).waitFor();
    await expect.poll(() => composer(page).inputValue()).toBe("");
  }
  await say(tab, "This is Ben");
  await message(other, "This is Ben").waitFor();
  const authors = async () =>
    (await cast.ben.run("message.list", { roomId })).messages.map(({ body, authorId }) => [body, authorId]);
  await expect.poll(authors).toEqual([
    ["This is Aiko", cast.aiko.id],
    ["This is Ben", cast.ben.id],
  ]);
});

async function countConnections(): Promise<number> {
  const metrics = await (await fetch(`${stage.server.url}/metrics`)).text();
  return Number(/^hiroba_connections (\d+)/mu.exec(metrics)?.[1]);
}
