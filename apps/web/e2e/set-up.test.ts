import { expect, test } from "vitest";
import { findFaults } from "./support/axe";
import { composer, message, say } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();

test("an owner opens the place, invites, and talks with a guest on a phone, all within a minute", async () => {
  const startedAt = performance.now();
  const aiko = await stage.openPage(null);
  await aiko.getByLabel("Name of the workspace").waitFor();
  expect(await findFaults(aiko)).toEqual([]);
  await aiko.getByLabel("Name of the workspace").fill("Aoba Library");
  await aiko.getByLabel("Your name").fill("Aiko");
  await aiko.getByLabel("Password", { exact: true }).fill("correct horse");
  await aiko.getByRole("button", { name: "Create workspace" }).click();
  await aiko.getByRole("heading", { level: 1, name: "general" }).waitFor();
  await aiko.getByRole("button", { name: "Invite people" }).click();
  const dialog = aiko.getByRole("dialog", { name: "Invite people" });
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
  await dialog.getByRole("img", { name: "QR code of the invite link" }).waitFor();
  await aiko.keyboard.press("Escape");

  const dee = await stage.openPage(null, new URL(link).pathname, { phone: true });
  await dee.getByRole("heading", { name: "Join Aoba Library" }).waitFor();
  await dee.getByLabel("Your name").fill("Dee");
  await dee.getByRole("button", { name: "Join" }).tap();
  await dee.getByRole("heading", { level: 1, name: "general" }).waitFor();

  await say(aiko, "Welcome to the square!");
  await message(dee, "Welcome to the square!").waitFor();
  await composer(dee).fill("Glad to be here 🎉");
  await dee.getByRole("button", { name: "Send" }).tap();
  await message(aiko, "Glad to be here").waitFor();
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});
