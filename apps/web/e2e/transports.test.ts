import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { message, say } from "./support/chat";
import { layLine, type Network } from "./support/network";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
let line: Network | undefined;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});
afterEach(() => line?.close());

test("where WebSocket is blocked everything works over the next best, and the panel says so", async () => {
  line = await layLine(stage.server.url, { refusesWebSocket: true });
  const roomId = await openRoom(cast.aiko, "office", { members: [cast.ben] });
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`, { url: line.url });
  await talkBothWays(page, roomId, "behind the proxy");
  await openPanel(page);
  const panel = page.getByRole("dialog", { name: "Connection" });
  await panel.getByText("Over Socket.IO polling").waitFor();
  await panel.getByText("A better one could not be opened").waitFor();
});

test("each transport can be chosen by hand, carries everything, and is remembered", async () => {
  const roomId = await openRoom(cast.aiko, "workshop", { members: [cast.ben] });
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  const names = ["Short polling", "Long polling", "Event stream", "Socket.IO polling", "WebSocket"];
  for (const name of names) {
    await openPanel(page);
    const panel = page.getByRole("dialog", { name: "Connection" });
    await panel.getByRole("radio", { name: new RegExp(`^${name}`, "u") }).click();
    await panel.getByText(`Over ${name}`).waitFor();
    await panel.getByText("You chose it for this device.").waitFor();
    await panel.getByText("Everything is here").waitFor();
    await page.keyboard.press("Escape");
    await talkBothWays(page, roomId, `over ${name}`);
  }
  await openPanel(page);
  await page.getByRole("radio", { name: /^Long polling/ }).click();
  await page.getByRole("dialog").getByText("Over Long polling").waitFor();
  await page.reload();
  await openPanel(page);
  await page.getByRole("dialog").getByText("Over Long polling").waitFor();
  const { messages } = await cast.ben.run("message.list", { roomId });
  expect(messages).toHaveLength(names.length * 2);
});

async function talkBothWays(page: Page, roomId: string, text: string): Promise<void> {
  await sayFromElsewhere(cast.ben, roomId, `Ben ${text}`);
  await message(page, `Ben ${text}`).waitFor();
  await say(page, `Aiko ${text}`);
  await message(page, `Aiko ${text}`)
    .getByText(/Waiting|Sending/)
    .waitFor({ state: "detached" });
  await expect
    .poll(async () => {
      const { messages } = await cast.ben.run("message.list", { roomId, limit: 1 });
      return messages[0]?.body;
    })
    .toBe(`Aiko ${text}`);
}

async function openPanel(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Connection:/ }).click();
}
