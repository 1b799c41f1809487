import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("the panes of all transports agree on what they hold, after a burst and after changes", async () => {
  const roomId = await openRoom(cast.aiko, "laboratory", { members: [cast.ben] });
  const page = await stage.openPage(cast.aiko, `/transports?room=${roomId}`);
  const agreement = page.getByText("All of them hold the same.");
  await agreement.waitFor();
  await page.getByRole("button", { name: "Burst of 20" }).click();
  const panes = ["WebSocket", "Socket.IO polling", "Event stream", "Long polling", "Short polling"];
  for (const name of panes) {
    await page.getByRole("region", { name, exact: true }).getByText("Burst 20 of 20").waitFor();
  }
  await agreement.waitFor();

  const { messages } = await cast.ben.run("message.list", { roomId });
  const [oneBefore = "", last = ""] = messages.slice(-2).map(({ id }) => id);
  await cast.ben.run("reaction.add", { messageId: oneBefore, emoji: "🎉" });
  await cast.aiko.run("message.delete", { messageId: oneBefore });
  await cast.aiko.run("message.edit", { messageId: last, body: "Changed in passing" });
  for (const name of panes) {
    await page.getByRole("region", { name, exact: true }).getByText("Changed in passing").waitFor();
  }
  await agreement.waitFor();
  await expect.poll(async () => new Set(await readChecksums()).size).toBe(1);
  expect(await readChecksums()).toHaveLength(panes.length);

  function readChecksums(): Promise<string[]> {
    return page.locator("dt", { hasText: "Checksum" }).locator("xpath=following-sibling::dd").allTextContents();
  }
});
