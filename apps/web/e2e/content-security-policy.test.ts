import { CspEvaluator } from "csp_evaluator";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Account } from "./support/account";
import { moveIn, openRoom } from "./support/cast";
import { setStage } from "./support/stage";
import { watch } from "./support/watch";

/*
 * The policy of the pages, as a real browser keeps it. Devices of the stage count what a policy refuses as a fault of
 * ours; here it is what is asked for, so these have a browser of their own.
 */

const stage = setStage();
let browser: Browser;
let aiko: Account;

beforeAll(async () => {
  browser = await chromium.connect(inject("browser"));
  ({ aiko } = await moveIn(stage.server.url));
});
afterAll(() => browser.close());

/** What somebody put into a page who found a way: each part would leave its name behind if it ran. */
const injected = `
<script>window.ran = ["an inline script"];</script>
<script nonce="">(window.ran ??= []).push("an empty nonce");</script>
<script nonce="AAAAAAAAAAAAAAAAAAAAAA==">(window.ran ??= []).push("a made up nonce");</script>
<script src="data:text/javascript,(window.ran ??= []).push('data')"></script>
<script src="/sw.js?injected"></script>
<img src="/none.png" onerror="(window.ran ??= []).push('a handler')">
<svg onload="(window.ran ??= []).push('an svg')"></svg>
<iframe srcdoc="<script>(parent.ran ??= []).push('a frame')</script>"></iframe>
<a id="link" href="javascript:(window.ran ??= []).push('a link')">link</a>
<base href="http://127.0.0.1:1/">`;

/** Opens the sign-in page with something more in it, as it would be if it had come from the server. */
async function openWith(html: string, more: (nonce: string) => string = () => ""): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: stage.server.url })).newPage();
  await page.route("**/sign-in", async (route) => {
    const response = await route.fetch();
    const nonce = /'nonce-([^']+)'/u.exec(response.headers()["content-security-policy"] ?? "")?.[1] ?? "";
    const body = (await response.text()).replace(/<body[^>]*>/u, (tag) => tag + html + more(nonce));
    await route.fulfill({ response, body });
  });
  await page.goto("/sign-in");
  await page.getByLabel("Username").waitFor();
  return page;
}

const readRan = (page: Page) => page.evaluate(() => (globalThis as unknown as { ran?: string[] }).ran ?? []);

test("what is put into a page does not run, and what belongs to it does", async () => {
  const page = await openWith(injected, (nonce) => `<script nonce="${nonce}">window.own = true;</script>`);
  await page.evaluate(() => document.querySelector<HTMLElement>("#link")?.click());
  await page.getByLabel("Username").fill("ben");
  expect(await page.evaluate(() => (globalThis as unknown as { own?: boolean }).own)).toBe(true);
  expect(await readRan(page)).toEqual([]);
  expect(await page.evaluate(() => document.baseURI)).toBe(`${stage.server.url}/sign-in`);
  await page.context().close();
});

test("text is not run as a program, even by a script of the page", async () => {
  const tries = `window.ran = [];
    for (const run of [() => eval("() => 1"), () => new Function("return 1")]) {
      try { window.ran.push(String(run()())); } catch (error) { window.refusals = (window.refusals ?? 0) + (error.name === "EvalError"); }
    }
    setTimeout("window.ran.push('a timer')");`;
  const page = await openWith("", (nonce) => `<script nonce="${nonce}">${tries}</script>`);
  // Timers run in the order they were set.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  expect(await readRan(page)).toEqual([]);
  expect(await page.evaluate(() => (globalThis as unknown as { refusals?: number }).refusals)).toBe(2);
  await page.context().close();
});

test("a page reaches no other host, and the stories would notice if it tried", async () => {
  const page = await openWith("");
  const problems = watch(page.context(), new URL(stage.server.url).host);
  const outcome = await page.evaluate(async () => {
    const asked = await fetch("http://localhost:1/beacon").then(
      () => "answered",
      () => "refused",
    );
    return [asked, navigator.sendBeacon("http://localhost:1/beacon")];
  });
  expect(outcome[0]).toBe("refused");
  await expect.poll(() => problems.join("\n")).toContain("Content Security Policy");
  await page.context().close();
});

/** What Google's evaluator of policies holds against one, whatever its severity. */
function findWeaknesses(policy: string): string[] {
  return new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .map(({ severity, directive, value, description }) => `${severity} ${directive} ${value ?? ""}: ${description}`);
}

test("an evaluator that knows the ways around policies finds none around ours", async () => {
  expect(findWeaknesses("script-src 'self' 'unsafe-inline' https://ajax.googleapis.com")).not.toEqual([]);
  const roomId = await openRoom(aiko, "policies");
  const paths = [
    "/",
    "/sign-in",
    "/set-up",
    "/nowhere",
    "/join/nonsense",
    `/rooms/${roomId}`,
    "/settings/password",
    "/transports",
  ];
  const ours = ["/lite", `/lite/rooms/${roomId}`, `/lite/rooms/${roomId}/stream?refresh=5`, "/v1/docs"];
  for (const path of [...paths, ...ours]) {
    const headers = { cookie: aiko.cookie, "sec-fetch-site": "same-origin" };
    const response = await fetch(stage.server.url + path, { headers });
    await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    expect([path, policy]).toEqual([path, expect.stringMatching(/default-src '(?:self|none)'/u)]);
    expect([path, findWeaknesses(policy)]).toEqual([path, []]);
  }
});

test("each answer has a nonce of its own, whatever was asked for", async () => {
  const seen = new Set<string>();
  const chosen = "Y2hvc2VuIGJ5IHNvbWVib2R5";
  const attempts: Record<string, string>[] = [
    {},
    {},
    { "x-nonce": chosen },
    { "content-security-policy": `script-src 'nonce-${chosen}'` },
    { "content-security-policy-report-only": `script-src 'nonce-${chosen}'`, "x-nonce": chosen },
    { "x-middleware-request-x-nonce": chosen, "x-middleware-override-headers": "x-nonce" },
    { purpose: "prefetch", "next-router-prefetch": "1", "x-nonce": chosen },
  ];
  for (const at of [stage.server.url, inject("web")]) {
    for (const headers of attempts) {
      const response = await fetch(`${at}/sign-in`, { headers });
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic';/u.exec(policy)?.[1] ?? "";
      expect(Buffer.from(nonce, "base64")).toHaveLength(16);
      expect(policy).not.toMatch(/unsafe-|\*|https?:/u);
      expect(seen).not.toContain(nonce);
      // A cache would give the nonce of one answer to all.
      expect(response.headers.get("cache-control")).toMatch(/no-store/u);
      seen.add(nonce);
      const html = await response.text();
      expect(html).not.toContain(chosen);
      const scripts = [...html.matchAll(/<script\b[^>]*>/gu)].map(([tag]) => tag);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
  }
});
