import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("the server is killed while people write: nothing is lost, nothing is sent twice", async () => {
  const roomId = await openRoom(cast.aiko, "storm", { members: [cast.ben] });
  const [aiko, ben] = await Promise.all([
    stage.openPage(cast.aiko, `/rooms/${roomId}`),
    stage.openPage(cast.ben, `/rooms/${roomId}`),
  ]);
  await say(aiko, "Before the storm");
  await message(ben, "Before the storm").waitFor();

  await composer(ben).pressSequentially("I was just about to");
  await Promise.all([say(aiko, "In the very moment"), stage.server.kill()]);
  await composer(ben).pressSequentially(" say something");
  await say(aiko, "While it was dark");
  await message(aiko, "While it was dark").getByText("Waiting to be sent").waitFor();
  expect(await composer(ben).inputValue()).toBe("I was just about to say something");

  await stage.server.restart();
  await message(ben, "In the very moment").waitFor();
  await message(ben, "While it was dark").waitFor();
  expect(await composer(ben).inputValue()).toBe("I was just about to say something");
  await composer(ben).press("Enter");
  await message(aiko, "I was just about to say something").waitFor();
  const { messages } = await cast.ben.run("message.list", { roomId });
  expect(messages.map(({ body }) => body)).toEqual([
    "Before the storm",
    "In the very moment",
    "While it was dark",
    "I was just about to say something",
  ]);
});

test("the page is closed while the server is down: what was written is sent when it is opened again", async () => {
  const roomId = await openRoom(cast.aiko, "calm", { members: [cast.ben] });
  const device = await stage.openDevice(cast.aiko);
  const page = await device.newPage();
  await page.goto(`/rooms/${roomId}`);
  await composer(page).waitFor();
  await page.getByRole("button", { name: "Connection: Connected" }).waitFor();
  // The premise: the room is open, its history is here.
  await page.getByText("This is where “calm” begins").waitFor();
  await stage.server.kill();
  await say(page, "To whom it may concern");
  await message(page, "To whom it may concern").getByText("Waiting to be sent").waitFor();
  await page.close();
  await stage.server.restart();
  const again = await device.newPage();
  await again.goto(`/rooms/${roomId}`);
  await expect
    .poll(async () => (await cast.ben.run("message.list", { roomId })).messages.map(({ body }) => body), {
      timeout: 10_000,
    })
    .toEqual(["To whom it may concern"]);
  await message(again, "To whom it may concern").waitFor();
});

test("the page is left while the disk is slow: what was sent and what was drafted in that moment is there again", async () => {
  const roomId = await openRoom(cast.aiko, "haste", { members: [cast.ben] });
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  const bodies = async () => (await cast.ben.run("message.list", { roomId })).messages.map(({ body }) => body);
  await page.getByText("This is where “haste” begins").waitFor();
  await occupyStore(page);
  await say(page, "In all haste");
  await message(page, "In all haste").waitFor();
  await composer(page).fill("And one thing");
  await composer(page).blur();
  await page.reload();
  await expect.poll(bodies).toEqual(["In all haste"]);
  await message(page, "In all haste").waitFor();
  await expect.poll(() => composer(page).inputValue()).toBe("And one thing");
  await composer(page).press("Enter");
  await expect.poll(bodies).toEqual(["In all haste", "And one thing"]);
});

/** Makes whatever the page wants to store wait, as behind a slow disk, for as long as the page lives. */
async function occupyStore(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const opening = indexedDB.open("hiroba");
    await new Promise((resolve) => opening.addEventListener("success", resolve));
    const names = [...opening.result.objectStoreNames];
    const store = opening.result.transaction(names, "readwrite").objectStore("outbox");
    const read = () => store.count().addEventListener("success", read);
    read();
  });
}
