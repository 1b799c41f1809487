import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./find-browser";

const server = createServer((_, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<title>広場</title><p>こんにちは</p>");
});
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

test("a real browser opens a page, in two contexts that do not know each other", async () => {
  const browser = await launchBrowser();
  const [first, second] = await Promise.all([browser.newContext(), browser.newContext()]);
  const page = await first.newPage();
  await page.goto(address);
  expect(await page.title()).toBe("広場");
  await page.evaluate(() => localStorage.setItem("mine", "yes"));
  const other = await second.newPage();
  await other.goto(address);
  expect(await other.evaluate(() => localStorage.getItem("mine"))).toBeNull();
  await browser.close();
});
