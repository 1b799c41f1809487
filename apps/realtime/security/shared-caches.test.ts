import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Hello } from "@hiroba/protocol";
import { io } from "socket.io-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "./support/actors.ts";
import { type Canary, startCanary } from "./support/canary.ts";
import { type Proof, proofs, toHeaders } from "./support/doors.ts";
import { routeRules } from "./support/route-rules.ts";
import { type SharedCache, startSharedCache } from "./support/shared-cache.ts";
import { createWorld, type World } from "./support/world.ts";

/*
 * Many people behind one cache, as in an office, a school, or at a CDN that somebody put in front: nobody ever gets what
 * was answered to somebody else, nor whoever is signed out what was answered to whoever is in.
 */

let web: Canary;
let world: World;
let cache: SharedCache;

beforeAll(async () => {
  web = await startCanary();
  world = await createWorld({ HIROBA_WEB_URL: web.url });
});
beforeEach(async () => {
  cache = await startSharedCache(world.url);
});
afterEach(() => cache.close());
afterAll(async () => {
  await world.server.close();
  web.close();
});

/** Says where it comes from as a page at the cache's address does. */
function headersOf(actor: Actor, proof: Proof, at: string): Record<string, string> {
  const headers = toHeaders(world, actor, proof) ?? {};
  return headers.origin ? { ...headers, origin: at } : headers;
}

/** What tells whose answer it is: its status, the ids of who asks that it names, and what only insiders may see. */
async function ask(at: string, path: string, headers: Record<string, string>): Promise<unknown> {
  const aborting = new AbortController();
  const response = await fetch(at + path, { headers, redirect: "manual", signal: aborting.signal });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? await readFirst(response) : await response.text();
  aborting.abort();
  const [, userId = null] = /"userId":"?([^",}]+)/u.exec(text) ?? [];
  return { status: response.status, userId, den: /\bden\b/u.test(text), door: text.includes('action="/lite/sign-in"') };
}

async function readFirst(response: Response): Promise<string> {
  const chunk = await response.body?.getReader().read();
  return Buffer.from(chunk?.value ?? []).toString();
}

const sse = { accept: "text/event-stream" };
/** `alike`: with what proof everybody is answered the same. */
type Question = { path: () => string; headers?: Record<string, string>; alike?: readonly Proof[] };
const questions: Record<string, Question> = {
  "a snapshot": { path: () => `/v1/snapshot?rooms=${world.rooms.den.roomId}` },
  "a poll": { path: () => "/v1/events?hello=1" },
  "a long poll": { path: () => "/v1/events?hello=1&wait=0.01" },
  "an event stream": { path: () => "/v1/events", headers: sse },
  "who is signed in": { path: () => "/api/auth/get-session", alike: ["token"] },
  "the rooms without JavaScript": { path: () => "/lite" },
  "a room without JavaScript": { path: () => `/lite/rooms/${world.rooms.den.roomId}` },
  "its lines": { path: () => `/lite/rooms/${world.rooms.den.roomId}/stream?refresh=5` },
  "what is not there": { path: () => "/v1/nothing", alike: proofs },
};

/** Each comes after somebody whose answer they must not get. */
const turns = ["nobody", "member", "outsider", "owner", "member", "closed", "nobody"] as const;

describe.each(proofs)("with a %s", (proof) => {
  it.each(Object.entries(questions))(
    "%s is answered to whoever asks",
    async (_, { path, headers = {}, alike = [] }) => {
      const answers = new Set<string>();
      for (const actor of turns) {
        const direct = await ask(world.url, path(), { ...headersOf(actor, proof, world.url), ...headers });
        const cached = await ask(cache.url, path(), { ...headersOf(actor, proof, cache.url), ...headers });
        expect([actor, cached]).toEqual([actor, direct]);
        answers.add(JSON.stringify(direct));
      }
      // Or it would prove nothing.
      if (!alike.includes(proof)) expect(answers.size).toBeGreaterThan(2);
      expect(cache.kept()).toEqual([]);
    },
  );
});

it("devices that poll through it are each their own", async () => {
  const hellos = [];
  for (const actor of ["member", "outsider", "member"] as const) {
    const extraHeaders = headersOf(actor, "cookie", cache.url);
    const socket = io(cache.url, { transports: ["polling"], forceNew: true, reconnection: false, extraHeaders });
    const [hello] = (await once(socket as never, "hello")) as [Hello];
    hellos.push(hello.userId);
    socket.disconnect();
  }
  const { member, outsider } = world.people;
  expect(hellos).toEqual([member.id, outsider.id, member.id]);
  expect(cache.kept()).toEqual([]);
});

it("the cache would: it keeps a page that is everybody's, and one that does not listen mixes people up", async () => {
  await fetch(`${cache.url}/page`);
  const before = web.heard.length;
  expect(await (await fetch(`${cache.url}/page`)).text()).toContain("a canary");
  expect([web.heard.length, cache.kept()]).toEqual([before, ["/page"]]);

  const deaf = await startSharedCache(world.url, { isObedient: false });
  const { path } = questions["a snapshot"] ?? { path: () => "" };
  await ask(deaf.url, path(), headersOf("member", "cookie", deaf.url));
  const { member } = world.people;
  expect(await ask(deaf.url, path(), headersOf("outsider", "cookie", deaf.url))).toMatchObject({ userId: member.id });
  deaf.close();
});

/** What is the same for everybody. The web app's pages, of which a canary stands here, say no-store themselves. */
const everybodys = ["GET /", "GET /*", "GET /health", "GET /metrics"];

it.each(Object.keys(routeRules).filter((route) => !everybodys.includes(route)))(
  "%s tells caches to leave its answers alone, whoever asks",
  async (route) => {
    const [method = "", url = ""] = route.split(" ");
    for (const rule of routeRules[route] ?? []) {
      const asking = { roomId: world.rooms.den.roomId, formToken: "" };
      const body = rule.body?.(asking);
      for (const actor of ["nobody", "outsider", "member"] as const) {
        const aborting = new AbortController();
        const response = await fetch(world.url + (rule.path?.(asking) ?? url), {
          method,
          headers: { ...headersOf(actor, "cookie", world.url), ...rule.headers },
          redirect: "manual",
          signal: aborting.signal,
          ...(body === undefined ? {} : { body }),
        });
        aborting.abort();
        const told = response.headers.get("cache-control");
        expect([actor, response.status, told]).toEqual([actor, response.status, expect.stringMatching(/no-store/u)]);
      }
    }
  },
);

it("a snapshot that is asked for with a whole address, as a proxy may, tells caches so too", async () => {
  const asking = request(world.url, {
    path: `${world.url}/v1/snapshot`,
    headers: headersOf("member", "token", world.url),
  });
  const [answer] = (await once(asking.end(), "response")) as [IncomingMessage];
  expect([answer.statusCode, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
  answer.destroy();
});
