import type { BrowserContext, Request } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { PASSWORD } from "./support/account";
import { type Cast, moveIn } from "./support/cast";
import { composer } from "./support/chat";
import { setStage } from "./support/stage";

/* What a browser asks for, and where it says that it comes from, ends in the logs of every proxy on the way. */

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

/** Every address that a device asks for or names as where it comes from. */
function keepAddresses(context: BrowserContext): () => Promise<string[]> {
  const requests: Request[] = [];
  context.on("request", (request) => void requests.push(request));
  const toAddresses = async (request: Request) => [request.url(), (await request.allHeaders()).referer ?? ""];
  return async () => (await Promise.all(requests.map(toAddresses))).flat();
}

test("no password, token, or session is ever in an address or a referrer", async () => {
  const laptop = await stage.openDevice(null);
  const readAddresses = keepAddresses(laptop);
  const page = await laptop.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Username").fill("ben");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await composer(page)
    .or(page.getByRole("link", { name: "general" }))
    .first()
    .waitFor();

  await page.goto("/settings/tokens");
  await page.getByLabel("What is it for?").fill("Weather bot");
  await page.getByRole("button", { name: "Create token" }).click();
  const secret = await page.getByLabel("Token", { exact: true }).inputValue();
  expect(secret).toMatch(/^hiroba_/u);
  await page.getByRole("button", { name: "Done" }).click();

  const [cookie] = (await laptop.cookies()).filter(({ name }) => name.endsWith("hiroba_session"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const value = cookie?.value ?? "";
  const secrets = [PASSWORD, encodeURIComponent(PASSWORD), "correct+horse", secret, value, decodeURIComponent(value)];
  const addresses = await readAddresses();
  expect(addresses.length).toBeGreaterThan(20);
  expect(addresses.filter((address) => secrets.some((one) => address.includes(one)))).toEqual([]);
});

test("a device link is in the address that it is, and in no other page's", async () => {
  const { path } = await cast.chika.run("deviceLink.create", {});
  const phone = await stage.openDevice(null, { phone: true });
  const readAddresses = keepAddresses(phone);
  const page = await phone.newPage();
  await page.goto(path);
  await page.getByRole("button", { name: "Continue on this device" }).tap();
  await page.getByRole("link", { name: "general" }).waitFor();
  const before = (await readAddresses()).length;
  await page.goto("/settings/devices");
  await page.getByRole("heading", { name: "Devices" }).first().waitFor();
  const later = (await readAddresses()).slice(before);
  expect(later.length).toBeGreaterThan(0);
  expect(later.filter((address) => address.includes(path))).toEqual([]);
});
