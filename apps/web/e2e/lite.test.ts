import { beforeAll, expect, test } from "vitest";
import { PASSWORD } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
let roomId: string;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
  roomId = await openRoom(cast.aiko, "telegraph", { members: [cast.ben] });
  await sayFromElsewhere(cast.aiko, roomId, "Is anybody there?");
});

test("without JavaScript: sign in, read what streams in, and answer", async () => {
  const page = await stage.openPage(null, "/lite", { javaScriptEnabled: false });
  await page.getByLabel("Username").fill("ben");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: /telegraph/ }).click();
  const lines = page.frameLocator('iframe[name="lines"]');
  await lines.getByText("Is anybody there?").waitFor();
  await sayFromElsewhere(cast.aiko, roomId, "Stop. Please answer. Stop.");
  await lines.getByText("Please answer").waitFor();

  const write = page.frameLocator('iframe[name="write"]');
  await write.getByLabel("Message").fill("Here I am. <b>Stop.</b>");
  await write.getByRole("button", { name: "Send" }).click();
  await lines.getByText("Here I am. <b>Stop.</b>").waitFor();
  const { messages } = await cast.aiko.run("message.list", { roomId, limit: 1 });
  expect(messages.map(({ body }) => body)).toEqual(["Here I am. <b>Stop.</b>"]);
});

test("a browser that cannot stream fetches the page again and again", async () => {
  const page = await stage.openPage(cast.ben, `/lite/rooms/${roomId}?view=plain&refresh=3`, {
    javaScriptEnabled: false,
  });
  await page.getByText("Is anybody there?").waitFor();
  await sayFromElsewhere(cast.aiko, roomId, "The next post comes at noon");
  await page.getByText("The next post comes at noon").waitFor();
});
