import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
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

async function countConnections(): Promise<number> {
  const metrics = await (await fetch(`${stage.server.url}/metrics`)).text();
  return Number(/^hiroba_connections (\d+)/mu.exec(metrics)?.[1]);
}
