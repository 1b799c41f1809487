import { beforeAll, expect, test } from "vitest";
import { signInAgain } from "./support/account";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { layLine } from "./support/network";
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

test("a text too long for a draft stays to be shortened, though another room or a reload comes between", async () => {
  const essays = await openRoom(cast.ben, "essays");
  await openRoom(cast.ben, "errands");
  const page = await stage.openPage(cast.ben, `/rooms/${essays}`);
  const phone = await stage.openPage(await signInAgain(stage.server.url, cast.ben), "/", { phone: true });
  const onPhone = (room: string) => phone.getByRole("link", { name: new RegExp(`${room}.*Draft`, "u") });
  const text = "once more ".repeat(4_500);
  await composer(page).fill(text);
  await page.getByRole("link", { name: "errands" }).click();
  await page.getByRole("heading", { level: 1, name: "errands" }).waitFor();
  await composer(page).fill("Milk");
  // It goes out behind whatever was to be saved of the other room.
  await onPhone("errands").waitFor();
  await page.reload();
  await page.getByRole("link", { name: /essays/ }).click();
  await expect.poll(async () => (await composer(page).inputValue()).length).toBe(text.length);
  await page.reload();
  await expect.poll(async () => (await composer(page).inputValue()).length).toBe(text.length);
  expect(await onPhone("essays").count()).toBe(0);

  await composer(page).fill("once");
  await onPhone("essays").waitFor();
  await page.reload();
  await expect.poll(() => composer(page).inputValue()).toBe("once");
});

test("a draft that is refused is there again when one is let back in", async () => {
  const line = await layLine(stage.server.url);
  const roomId = await openRoom(cast.aiko, "backstage", { kind: "private", members: [cast.ben] });
  const page = await stage.openPage(cast.ben, `/rooms/${roomId}`, { url: line.url });
  await page.getByRole("button", { name: "Connection: Connected" }).waitFor();
  line.cut();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Connection: Offline" }).waitFor();
  await composer(page).fill("My lines are");
  await composer(page).blur();
  await cast.aiko.run("member.remove", { roomId, userId: cast.ben.id });
  line.mend();
  await page.context().setOffline(false);
  await page.getByText("You are not in this room").waitFor();
  await page.getByRole("button", { name: "Connection: Connected" }).waitFor();
  await page.getByRole("link", { name: "general" }).click();
  await page.getByRole("heading", { level: 1, name: "general" }).waitFor();
  await composer(page).fill("Is anybody there?");
  const phone = await stage.openPage(await signInAgain(stage.server.url, cast.ben), "/", { phone: true });
  await phone.getByRole("link", { name: /general.*Draft/ }).waitFor();
  await page.reload();
  await cast.aiko.run("member.add", { roomId, userId: cast.ben.id });
  await page.getByRole("link", { name: "backstage" }).click();
  await expect.poll(() => composer(page).inputValue()).toBe("My lines are");
  line.close();
});
