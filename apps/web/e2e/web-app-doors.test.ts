import { readFileSync } from "node:fs";
import path from "node:path";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Canary, speak, startCanary } from "./support/canary";
import { type Cast, moveIn, openRoom } from "./support/cast";
import { routes, toAddress } from "./support/pages";
import { setStage } from "./support/stage";

/*
 * The web app knows nothing and decides nothing: whatever its framework makes of a request, there is nothing to get from
 * it, no work to make it do, and nowhere that it can be led to. Asked at the public port, and behind it.
 */

const stage = setStage();
const SECRET = "canary-7f3a";
let cast: Cast;
let roomId: string;
let canary: Canary;

beforeAll(async () => {
  cast = await moveIn(stage.server.url);
  roomId = await openRoom(cast.aiko, `${SECRET} room`, { kind: "private", topic: `${SECRET} topic` });
  await cast.aiko.run("message.send", { id: newId(), roomId, body: `${SECRET} body` });
  canary = await startCanary();
});
afterAll(() => canary.close());

const doors = () => [stage.server.url, inject("web")];

test("the build has no Server Actions", () => {
  const file = path.join(import.meta.dirname, "../.next/server/server-reference-manifest.json");
  const { node, edge } = JSON.parse(readFileSync(file, "utf8")) as { node: object; edge: object };
  expect({ node, edge }).toEqual({ node: {}, edge: {} });
});

const body = JSON.stringify(["$K1", ...Array(2_000).fill(`$B${"x".repeat(40)}`)]);
const attempts: Record<string, string>[] = [
  { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" },
  { "next-action": "constructor", "content-type": "multipart/form-data; boundary=x" },
  { "content-type": "multipart/form-data; boundary=x" },
  { rsc: "1", "next-action": "x", "content-type": "application/x-www-form-urlencoded" },
];

test("what asks for a Server Action is refused at once, however much it sends", async () => {
  for (const url of doors()) {
    for (const headers of attempts) {
      const started = performance.now();
      const response = await fetch(`${url}/sign-in`, { method: "POST", headers, body });
      expect([url, headers, response.status]).toEqual([url, headers, expect.toSatisfy(isRefusal)]);
      expect(await response.text()).not.toContain(SECRET);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  }
});

test("hundreds that ask for one keep neither server longer at work than whoever looks at the page", async () => {
  const attack = (url: string) => async (index: number) => {
    const headers = attempts[index % attempts.length] ?? {};
    await (await fetch(`${url}/sign-in`, { method: "POST", headers, body })).text();
  };
  const look = async () => void (await (await fetch(`${inject("web")}/sign-in`)).text());
  const costOf = async (pid: number, act: (index: number) => Promise<void>) => {
    const before = readProcessorTime(pid);
    for (let index = 0; index < 200; index++) await act(index);
    return readProcessorTime(pid) - before;
  };
  const webPid = inject("webPid");
  const lookingMs = await costOf(webPid, look);
  const costs = {
    "the web app": await costOf(webPid, attack(inject("web"))),
    "the public port": await costOf(stage.server.pid(), attack(stage.server.url)),
    "the web app behind it": await costOf(webPid, attack(stage.server.url)),
  };
  expect(lookingMs).toBeGreaterThan(0);
  expect(Object.entries(costs).filter(([, cost]) => cost > lookingMs)).toEqual([]);
});

/** Milliseconds that a process has been at work, in the system's hundredths of a second. */
function readProcessorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

describe("no page tells anything to a stranger", () => {
  const spellings = (page: string) => [
    page,
    `${page}.rsc`,
    `${page}?_rsc=1`,
    `${page}.segments/_tree.segment.rsc`,
    `/_next/data/build${page}.json`,
    `/${page}`,
    `/.${page}`,
    `/x/..${page}`,
    page.replace("/rooms", "/%72ooms").replace("/settings", "/%73ettings"),
    `${page}/`,
    `${page}%2f`,
    `${page}?nxtProomId=x`,
    `/en${page}`,
  ];
  const headerSets: Record<string, string>[] = [
    {},
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
    { "x-middleware-rewrite": "/rooms", "x-middleware-next": "1", "x-middleware-prefetch": "1" },
    { "x-nextjs-data": "1", "x-nextjs-rewrite": "/", "x-nextjs-matched-path": "/rooms/[roomId]" },
    { "next-resume": "1", "x-matched-path": "/rooms/[roomId]", "x-now-route-matches": "1=x" },
    { "x-forwarded-host": "elsewhere.example", "x-forwarded-proto": "https", forwarded: "host=elsewhere.example" },
    { "x-invoke-path": "/rooms", "x-invoke-status": "200", "x-invoke-output": "/rooms" },
    { authorization: "Bearer hiroba_x", cookie: "hiroba_session=x.y; __prerender_bypass=x" },
  ];

  /** Every spelling and every header by itself, and both together where there is most to get. */
  const toRequests = (page: string): [string, Record<string, string>][] => {
    const together = page.startsWith("/rooms/") ? headerSets : [{}];
    const spelled = spellings(page).flatMap((one) =>
      together.map((headers): [string, typeof headers] => [one, headers]),
    );
    return [...spelled, ...headerSets.map((headers): [string, typeof headers] => [page, headers])];
  };

  test("of all that there are", () => {
    expect(routes).toEqual(
      expect.arrayContaining(["/", "/rooms/[roomId]", "/settings", "/settings/people", "/join/[code]"]),
    );
    for (const route of routes) expect(route).toMatch(/^\/(?:[\w-]+(?:\/(?:[\w-]+|\[\w+\]))?)?$/u);
  });

  test.each(routes)("%s, in any spelling and with any header", async (route) => {
    for (const url of doors()) {
      for (const [spelling, headers] of toRequests(toAddress(route, { roomId }))) {
        const response = await fetch(url + spelling, { headers, redirect: "manual" });
        const text = JSON.stringify([...response.headers]) + (await response.text());
        expect([spelling, headers, response.status]).toEqual([spelling, headers, expect.toSatisfy(isNoFault)]);
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain("elsewhere.example");
      }
    }
  });

  test("nor does any command or read, with headers that speak for the framework", async () => {
    for (const headers of headerSets) {
      const command = { method: "POST", body: "{}", headers: { ...headers, "content-type": "application/json" } };
      const url = stage.server.url;
      const asked = [
        await fetch(`${url}/v1/snapshot?rooms=${roomId}`, { headers }),
        await fetch(`${url}/v1/events`, { headers }),
        await fetch(`${url}/v1/commands/session.list`, command),
      ];
      for (const response of asked) expect([401, 403]).toContain(response.status);
    }
  });
});

/** Neither the server's fault, nor an answer that only a person gets. */
function isNoFault(status: number): boolean {
  return status < 500;
}

describe("the web app is led nowhere", () => {
  const upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  test("by an upgrade or a request with a whole address", async () => {
    for (const url of doors()) {
      for (const target of [
        canary.url,
        `${canary.url}/`,
        `//${canary.host}/`,
        `/\\${canary.host}/`,
        `http:${canary.host}`,
      ]) {
        const host = `Host: ${new URL(url).host}\r\n`;
        expect(await speak(url, `GET ${target} HTTP/1.1\r\n${host}${upgrade}`)).not.toMatch(
          /^HTTP\/1\.1 101|a canary/u,
        );
        expect(await speak(url, `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).not.toContain(
          "a canary",
        );
      }
    }
    expect(canary.connections()).toBe(0);
  });

  test("by the name it is called", async () => {
    for (const url of doors()) {
      for (const headers of [
        `Host: ${canary.host}`,
        `Host: ${canary.host}\r\nX-Forwarded-Host: ${canary.host}\r\nX-Forwarded-Proto: http`,
        `Host: x@${canary.host}`,
        `Host: ${canary.host}/x?`,
        `Host: x\r\nX-Forwarded-Host: ${canary.host}\r\nX-Original-URL: ${canary.url}\r\nX-Rewrite-URL: ${canary.url}`,
      ]) {
        for (const page of ["/", "/sign-in", "/join/x", "/nothing"]) {
          const answer = await speak(url, `GET ${page} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);
          expect(answer).toMatch(/^HTTP\/1\.1 [234]/u);
          expect(answer).not.toContain("a canary");
          expect(answer).not.toMatch(new RegExp(`^location:.*${canary.host}`, "imu"));
        }
      }
    }
    expect(canary.connections()).toBe(0);
  });

  test("by its optimiser of images, which is off", async () => {
    for (const url of doors()) {
      for (const image of [`${canary.url}/x.png`, "/icons/192.png", `//${canary.host}/x.png`]) {
        const response = await fetch(`${url}/_next/image?url=${encodeURIComponent(image)}&w=640&q=75`);
        expect([400, 404]).toContain(response.status);
      }
    }
    expect(canary.connections()).toBe(0);
  });
});
