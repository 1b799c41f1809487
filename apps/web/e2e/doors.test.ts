import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { PASSWORD } from "./support/account";
import { type Cast, moveIn } from "./support/cast";
import { composer } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("a signed-in device lets a phone in, once", async () => {
  const laptop = await stage.openPage(cast.chika, "/settings/devices");
  await laptop.getByRole("button", { name: "Continue on another device" }).click();
  const dialog = laptop.getByRole("dialog", { name: "Continue on another device" });
  await dialog.getByRole("img", { name: "QR code of the link that signs in another device" }).waitFor();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  const path = new URL(link).pathname;

  const phone = await stage.openPage(null, path, { phone: true });
  await phone.getByRole("button", { name: "Continue on this device" }).tap();
  await phone.getByRole("link", { name: "general" }).waitFor();
  await phone.getByRole("link", { name: "Settings" }).tap();
  await phone.getByRole("link", { name: "Profile" }).tap();
  await expect.poll(() => phone.getByLabel("Name", { exact: true }).inputValue()).toBe("Chika");

  const stranger = await stage.openPage(null, path);
  await stranger.getByRole("button", { name: "Continue on this device" }).click();
  await stranger.getByText("This link no longer works").waitFor();
});

test("an invite lets in as many as it says, and nobody once it is revoked", async () => {
  const once = await cast.aiko.run("invite.create", { id: newId(), kind: "guest", maximumUses: 1 });
  const [first, second] = await Promise.all([
    stage.openPage(null, once.invite.path ?? ""),
    stage.openPage(null, once.invite.path ?? ""),
  ]);
  // Both read the invite while it is good: a page that came to it only now would offer no form.
  await second.getByLabel("Your name").waitFor();
  await joinAs(first, "Emi");
  await composer(first).waitFor();
  await joinAs(second, "Fumi");
  await second.getByText("This invite no longer works").waitFor();

  const forever = await cast.aiko.run("invite.create", { id: newId(), kind: "member", maximumUses: null });
  await cast.aiko.run("invite.revoke", { inviteId: forever.invite.id });
  const late = await stage.openPage(null, forever.invite.path ?? "");
  await late.getByText("This invite no longer works").waitFor();
});

test("a member's invite makes an account, and says what is wrong with what is typed", async () => {
  const { invite } = await cast.aiko.run("invite.create", { id: newId(), kind: "member" });
  const page = await stage.openPage(null, invite.path ?? "");
  await page.getByLabel("Your name").fill("Goro");
  await page.getByLabel("Username").fill("ben");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByText("Please use at least 8 characters.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByText("Somebody has that username already. Please choose another.").waitFor();
  await page.getByLabel("Username").fill("goro");
  await page.getByRole("button", { name: "Join" }).click();
  await composer(page).waitFor();
});

test("who let the server choose their username is told it until they go on", async () => {
  const { invite } = await cast.aiko.run("invite.create", { id: newId(), kind: "member", maximumUses: 1 });
  const page = await stage.openPage(null, invite.path ?? "");
  await page.getByLabel("Your name").fill("Hana Sato");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  const note = page.getByText("From now on you sign in as hana");
  await note.waitFor();
  // As after a look into a password manager, when the window asks anew who is signed in.
  const asked = page.waitForResponse(/get-session/u);
  await page.evaluate(() => void window.dispatchEvent(new Event("focus")));
  await (await asked).finished();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await note.isVisible()).toBe(true);
});

test("a wrong password and an unknown name are answered alike; the right one leads to where one wanted to go", async () => {
  const { rooms } = await cast.ben.run("room.list", { query: "general" });
  const path = `/rooms/${rooms[0]?.room.id}`;
  const page = await stage.openPage(null, path);
  await page.waitForURL(/\/sign-in\?next=/);
  const refusal = page.getByText("The username or the password is not right.");
  await signIn(page, "nobody", PASSWORD);
  await refusal.waitFor();
  await signIn(page, "ben", "wrong horse");
  await refusal.waitFor();
  await signIn(page, "Ben", PASSWORD);
  await page.waitForURL(path);
  await composer(page).waitFor();
});

test("the language changes at once, here and on the person's other devices", async () => {
  const here = await stage.openPage(cast.dee, "/settings/appearance");
  const there = await stage.openPage(cast.dee, "/settings/appearance");
  await here.getByRole("radio", { name: "日本語" }).click();
  await here.getByRole("heading", { name: "設定" }).waitFor();
  await there.getByRole("heading", { name: "設定" }).waitFor();
  expect(await here.evaluate(() => document.documentElement.lang)).toBe("ja");
  await there.getByRole("radio", { name: "English" }).click();
  await here.getByRole("heading", { name: "Settings" }).waitFor();

  const visitor = await stage.openPage(null, "/sign-in", { locale: "ja-JP" });
  await visitor.getByRole("button", { name: "サインイン", exact: true }).waitFor();
});

test("in Japanese a time from now is written without a space", async () => {
  await cast.aiko.run("invite.create", { id: newId(), kind: "guest", expiresInDays: 7 });
  const page = await stage.openPage(cast.aiko, "/settings/invites", { locale: "ja-JP" });
  await page
    .getByText(/[67]日後に終了/u)
    .first()
    .waitFor();
});

async function joinAs(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join" }).click();
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
