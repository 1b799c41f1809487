import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Actor, actors } from "./support/actors.ts";
import { type Canary, startCanary } from "./support/canary.ts";
import { type Proof, proofs, toHeaders } from "./support/doors.ts";
import { type RouteRule, routeRules } from "./support/route-rules.ts";
import { watchRoutes } from "./support/watch-routes.ts";
import { createWorld, toColumns, type World } from "./support/world.ts";

/*
 * Every route is asked by everybody, with a cookie and with a token, and answers as its line says (support/route-rules.ts). The routes are those that
 * Fastify was given, so that none can be added without a line.
 */

let web: Canary;
let world: World;
let routes: string[];
const formTokens = new Map<string, string>();

beforeAll(async () => {
  web = await startCanary();
  ({ result: world, routes } = await watchRoutes(() => createWorld({ HIROBA_WEB_URL: web.url })));
  for (const actor of actors)
    for (const proof of proofs) formTokens.set(`${actor} ${proof}`, await readFormToken(actor, proof));
});
afterAll(async () => {
  await world.server.close();
  web.close();
});

async function readFormToken(actor: Actor, proof: Proof): Promise<string> {
  const html = await (await fetch(`${world.url}/lite`, { headers: toHeaders(world, actor, proof) ?? {} })).text();
  return /name="token" value="([^"]+)"/u.exec(html)?.[1] ?? "";
}

it("the table has a line for every route", () => {
  // What has a GET has a HEAD, and what refuses everything refuses it by every method that Node knows.
  const asked = routes.filter((route) => !/^(?:HEAD .*|\S+ \/(?:v1|api\/auth)\/\*)$/u.test(route));
  expect(asked.filter((route) => !Object.hasOwn(routeRules, route))).toEqual([]);
});

it.each(Object.keys(routeRules))("%s answers those whom the table names", async (route) => {
  const lines = (routeRules[route] ?? []).flatMap((rule) => proofs.map((proof) => ({ rule, proof })));
  const found = [];
  for (const { rule, proof } of lines) {
    const columns = await Promise.all(actors.map((actor) => ask(route, rule, { actor, proof })));
    found.push(`${toColumns(columns)} | with a ${proof}`);
  }
  expect(found).toEqual(lines.map(({ rule, proof }) => `${toExpected(rule, proof)} | with a ${proof}`));
});

/** What the table says, and a dot for who has no token. */
function toExpected({ rights, withToken = rights }: RouteRule, proof: Proof): string {
  const symbols = [...(proof === "token" ? withToken : rights).replaceAll(" ", "")];
  return toColumns(actors.map((actor, index) => (hasProof(actor, proof) ? (symbols[index] ?? "") : ".")));
}

function hasProof(actor: Actor, proof: Proof): boolean {
  return actor === "nobody" ? proof === "cookie" : toHeaders(world, actor, proof) !== undefined;
}

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

type Asker = { actor: Actor; proof: Proof };

/** Asks, and answers with a symbol; for what is not shown, only if nothing tells it from what never was. */
async function ask(route: string, rule: RouteRule, asker: Asker): Promise<string> {
  if (!hasProof(asker.actor, asker.proof)) return ".";
  const { roomId } = world.rooms.den;
  const answer = await knock(route, rule, { ...asker, roomId });
  const { status, isShown } = answer;
  const symbol = symbols[status] ?? (status >= 300 ? String(status) : isShown ? "+" : "o");
  if (symbol !== "?" && symbol !== "o") return symbol;
  const twin = await knock(route, rule, { ...asker, roomId: newId() });
  return answer.whole === twin.whole ? symbol : "≠";
}

async function knock(route: string, rule: RouteRule, { actor, proof, roomId }: Asker & { roomId: string }) {
  const [method = "", url = ""] = route.split(" ");
  const asking = { roomId, formToken: formTokens.get(`${actor} ${proof}`) ?? "" };
  const body = rule.body?.(asking);
  const stop = new AbortController();
  const response = await fetch(world.url + (rule.path?.(asking) ?? url), {
    method,
    headers: { ...toHeaders(world, actor, proof), ...rule.headers },
    redirect: "manual",
    signal: stop.signal,
    ...(body === undefined ? {} : { body }),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? "" : await response.text();
  stop.abort();
  return {
    status: response.status,
    isShown: rule.shows?.test(text) ?? true,
    whole: toWhole(response, text).replaceAll(roomId, "ROOM"),
  };
}

/** An answer with its headers, but for what differs each time: a stranger gets another token with every form. */
function toWhole({ status, headers }: Response, text: string): string {
  const kept = [...headers].filter(([name]) => !/^(?:date|x-request-id|set-cookie)$/u.test(name));
  return JSON.stringify([status, kept, text.replace(/"requestId":"[^"]*"|name="token" value="[^"]*"/gu, "")]);
}

const symbols: Record<number, string> = { 303: ">", 401: "!", 403: "-", 404: "?" };
