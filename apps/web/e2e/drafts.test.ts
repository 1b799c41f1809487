import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("what was just typed is there again after a reload, and what was sent is not", async () => {
  const roomId = await openRoom(cast.aiko, "letters");
  const page = await stage.openPage(cast.aiko, `/rooms/${roomId}`);
  await composer(page).pressSequentially("Dear all, I wanted to");
  await page.reload();
  await expect.poll(() => composer(page).inputValue()).toBe("Dear all, I wanted to");
  await composer(page).press("End");
  await composer(page).pressSequentially(" say");
  await page.goto("/transports");
  await page.goto(`/rooms/${roomId}`);
  await expect.poll(() => composer(page).inputValue()).toBe("Dear all, I wanted to say");
  await say(page, "Thank you");
  await message(page, "Thank you").waitFor();
  await page.reload();
  await message(page, "Thank you").waitFor();
  expect(await composer(page).inputValue()).toBe("");
});
