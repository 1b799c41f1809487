import { afterAll, beforeAll, expect, it } from "vitest";
import { type Actor, actors } from "./support/actors.ts";
import { type Canary, startCanary } from "./support/canary.ts";
import { proofs, toHeaders } from "./support/doors.ts";
import { type RouteRule, routeRules } from "./support/route-rules.ts";
import { watchRoutes } from "./support/watch-routes.ts";
import { createWorld, toColumns, type World } from "./support/world.ts";

/*
 * Every route is asked by everybody, and answers as its line says (support/route-rules.ts). The routes are those that
 * Fastify was given, so that none can be added without a line.
 */

let web: Canary;
let world: World;
let routes: string[];
const formTokens = new Map<Actor, string>();

beforeAll(async () => {
  web = await startCanary();
  ({ result: world, routes } = await watchRoutes(() => createWorld({ HIROBA_WEB_URL: web.url })));
  for (const actor of actors) formTokens.set(actor, await readFormToken(actor));
});
afterAll(async () => {
  await world.server.close();
  web.close();
});

async function readFormToken(actor: Actor): Promise<string> {
  const html = await (await fetch(`${world.url}/lite`, { headers: toHeaders(world, actor, "cookie") ?? {} })).text();
  return /name="token" value="([^"]+)"/u.exec(html)?.[1] ?? "";
}

it("the table has a line for every route", () => {
  // What has a GET has a HEAD, and what refuses everything refuses it by every method that Node knows.
  const asked = routes.filter((route) => !/^(?:HEAD .*|\S+ \/(?:v1|api\/auth)\/\*)$/u.test(route));
  expect(asked.filter((route) => !Object.hasOwn(routeRules, route))).toEqual([]);
});

it.each(Object.keys(routeRules))("%s answers those whom the table names", async (route) => {
  const lines = routeRules[route] ?? [];
  const found = [];
  for (const rule of lines) found.push(toColumns(await Promise.all(actors.map((actor) => ask(route, rule, actor)))));
  expect(found).toEqual(lines.map(({ rights }) => rights));
});

it.each(["owner", "member"] as const)("the web app is not told who asks for a page: the %s", async (actor) => {
  web.heard.length = 0;
  for (const proof of proofs) {
    const headers = toHeaders(world, actor, proof) ?? {};
    await fetch(`${world.url}/page`, {
      headers: { ...headers, cookie: `theme=dark; ${headers.cookie ?? ""}; locale=ja` },
    });
  }
  const told = web.heard.map(({ headers: { cookie, authorization } }) => ({ cookie, authorization }));
  expect(told).toEqual(proofs.map(() => ({ cookie: "theme=dark; locale=ja", authorization: undefined })));
});

async function ask(route: string, rule: RouteRule, actor: Actor): Promise<string> {
  const [method = "", url = ""] = route.split(" ");
  const asking = { world, formToken: formTokens.get(actor) ?? "" };
  const body = rule.body?.(asking);
  const stop = new AbortController();
  const response = await fetch(world.url + (rule.path?.(asking) ?? url), {
    method,
    headers: { ...toHeaders(world, actor, "cookie"), ...rule.headers },
    redirect: "manual",
    signal: stop.signal,
    ...(body === undefined ? {} : { body }),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? "" : await response.text();
  stop.abort();
  if (response.ok && rule.shows) return rule.shows.test(text) ? "+" : "o";
  return symbols[response.status] ?? (response.ok ? "+" : String(response.status));
}

const symbols: Record<number, string> = { 303: ">", 401: "!", 403: "-", 404: "?" };
