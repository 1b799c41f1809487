import { newId } from "@hiroba/protocol";
import type { Page, WebSocket } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { join, PASSWORD, signInAgain } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

/** Ben's laptop and Ben's phone, signed in each for itself. */
async function openBoth(roomId: string, laptopPath = `/rooms/${roomId}`) {
  const onPhone = await signInAgain(stage.server.url, cast.ben);
  const laptop = await stage.openPage(cast.ben, laptopPath);
  const phone = await stage.openPage(onPhone, "/", { phone: true });
  return { laptop, phone, onPhone };
}

test("what is read here is read there", async () => {
  const roomId = await openRoom(cast.aiko, "news", { members: [cast.ben] });
  const { laptop, phone } = await openBoth(roomId, "/");
  await sayFromElsewhere(cast.aiko, roomId, "The library has a new roof");
  await sayFromElsewhere(cast.aiko, roomId, "And a cat");
  const onPhone = phone.getByRole("link", { name: /news.*2 unread messages/ });
  await onPhone.waitFor();
  const link = laptop.getByRole("link", { name: /news.*2 unread messages/ });
  await link.click();
  await message(laptop, "And a cat").waitFor();
  await phone.getByRole("link", { name: /news.*unread/ }).waitFor({ state: "detached" });
  await laptop.getByRole("link", { name: /news.*unread/ }).waitFor({ state: "detached" });
  await phone.getByRole("link", { name: "news" }).waitFor();
});

test("what is begun here can be finished there", async () => {
  const roomId = await openRoom(cast.aiko, "letters", { members: [cast.ben] });
  const { laptop, phone } = await openBoth(roomId);
  await composer(laptop).pressSequentially("Dear all, I would like to");
  await phone.getByRole("link", { name: /letters.*Draft/ }).tap();
  await expect.poll(() => composer(phone).inputValue()).toBe("Dear all, I would like to");
  await composer(phone).fill("Dear all, I would like to thank you");
  await expect.poll(() => composer(laptop).inputValue()).toBe("Dear all, I would like to thank you");
  await phone.getByRole("button", { name: "Send" }).tap();
  await message(laptop, "thank you").waitFor();
  await expect.poll(() => composer(laptop).inputValue()).toBe("");
});

test("a token made on the phone shows on the laptop at once, and goes when it is revoked there", async () => {
  const onPhone = await signInAgain(stage.server.url, cast.chika);
  const laptop = await stage.openPage(cast.chika, "/settings/tokens");
  await laptop.getByText("No tokens yet.").waitFor();
  const { token } = await onPhone.run("token.create", { id: newId(), name: "Weather bot" });
  await laptop.getByText("Weather bot").waitFor();
  await onPhone.run("token.revoke", { tokenId: token.id });
  await laptop.getByText("No tokens yet.").waitFor();
});

test("who signs in elsewhere shows in the list of devices by itself, and goes from it", async () => {
  const laptop = await stage.openPage(cast.chika, "/settings/devices");
  const list = laptop.getByRole("list", { name: "Your devices" });
  await list.getByText("This device").waitFor();
  const phone = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";
  const onPhone = await signInAgain(stage.server.url, cast.chika, phone);
  await list.getByText("Firefox on Android").waitFor();
  await onPhone.run("session.signOut", {});
  await list.getByText("Firefox on Android").waitFor({ state: "detached" });
});

test("a new password leaves this browser signed in, in every tab, and signs the others out", async () => {
  const emi = await join(stage.server.url, cast.aiko, "Emi");
  const roomId = await openRoom(cast.aiko, "keys", { members: [emi] });
  const onPhone = await signInAgain(stage.server.url, emi);
  const phone = await stage.openPage(onPhone, `/rooms/${roomId}`, { phone: true });
  const tab = await stage.openPage(emi, `/rooms/${roomId}`);
  const settings = await tab.context().newPage();
  await settings.goto("/settings/password");
  await say(tab, "I change my password");
  await message(phone, "change my password").waitFor();
  await settings.getByLabel("Current password", { exact: true }).fill(PASSWORD);
  await settings.getByLabel("New password", { exact: true }).fill("battery staple");
  await settings.getByRole("button", { name: "Change password" }).click();
  await phone.getByLabel("Username").waitFor();
  await say(tab, "And am still here");
  await settings.goto(`/rooms/${roomId}`);
  await message(settings, "still here").waitFor();
});

test("signing out everywhere closes the other device within a second", async () => {
  const roomId = await openRoom(cast.aiko, "farewell", { members: [cast.ben] });
  const { laptop, phone, onPhone } = await openBoth(roomId);
  await say(laptop, "I am on my laptop");
  const lines = await countLines(phone, `/rooms/${roomId}`);
  await message(phone, "on my laptop").waitFor();
  await laptop.goto("/settings/devices");
  await laptop.getByRole("button", { name: "Sign out everywhere" }).click();
  const confirm = laptop.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" });
  await confirm.waitFor();
  await expect.poll(() => lines.open.size).toBeGreaterThan(0);
  const answered = laptop.waitForResponse(/session\.signOut/u).then(() => performance.now());
  // What the phone opens afterwards, to see whether it is signed out, is refused and tells nothing.
  const held = [...lines.open];
  await confirm.click();
  await phone.getByLabel("Username").waitFor();
  expect(lines.open.size).toBe(0);
  const lastClosed = Math.max(...held.map((line) => lines.closedAt.get(line) ?? Number.POSITIVE_INFINITY));
  expect(lastClosed - (await answered)).toBeLessThan(1_000);
  await laptop.getByLabel("Username").waitFor();
  await expect(onPhone.run("session.list", {})).rejects.toThrow("UNAUTHENTICATED");
});

/**
 * Opens a path with an eye on the page's WebSocket lines. The page is left first: the lines of a page that is left
 * behind end without a word, and one that opened late would be taken for the new page's.
 */
async function countLines(page: Page, path: string) {
  await page.goto("about:blank");
  const lines = { open: new Set<WebSocket>(), closedAt: new Map<WebSocket, number>() };
  page.on("websocket", (line) => {
    lines.open.add(line);
    line.on("close", () => {
      lines.open.delete(line);
      lines.closedAt.set(line, performance.now());
    });
  });
  await page.goto(path);
  return lines;
}
