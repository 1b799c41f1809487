import { request as httpRequest, type IncomingMessage } from "node:http";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invite, moveIn, type People, password, signInElsewhere } from "../src/authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { watchRoutes } from "./support/watch-routes.ts";

/*
 * Where a request says it comes from, at every door: a column for a cookie, one for a token, one for neither. `+` let in,
 * `-` shut out for where it comes from, `!` let in and not known. What a browser sends without `Origin` (a link that is
 * followed) may read a page of /lite, and nothing else; `!` of such a page is the form to sign in.
 */

let server: TestServer;
let routes: string[];
let people: People;
let token: string;
let roomId: string;
let code: string;

beforeAll(async () => {
  ({ result: server, routes } = await watchRoutes(() => startTestServer()));
  people = await moveIn(server.url);
  token = (await people.ben.must("token.create", { id: newId(), name: "script" })).secret;
  roomId = (await people.ben.must("room.list", {})).rooms[0]?.room.id ?? "";
  code = await invite(people.aiko, "guest");
});
afterAll(() => server.close());

type Door = {
  method?: "POST";
  path: string;
  headers?: Record<string, string>;
  body?: (formToken: string) => string;
  kind: keyof typeof tables;
};

const upgrade = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};
const json = { "content-type": "application/json" };

/** Cookie, token, neither. */
const tables = {
  /** Commands, reads and streams. */
  strict: {
    "our own": "++!",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "-+!",
    "nobody says, fetched by our page": "++!",
    "nobody says, fetched by another site": "-+!",
  },
  /** A Socket.IO handshake, which is told who comes only after it has been let in. */
  handshake: {
    "our own": "+++",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "-++",
    "nobody says, fetched by our page": "+++",
    "nobody says, fetched by another site": "-++",
  },
  /** Signing in, which needs no cookie to do harm. Browsers name the origin of whatever they post. */
  signIn: {
    "our own": "+++",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "-++",
    "nobody says, fetched by our page": "+++",
    "nobody says, fetched by another site": "---",
  },
  /** Looking whether there is a session, which may renew it. */
  look: {
    "our own": "+++",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "-++",
    "nobody says, fetched by our page": "+++",
    "nobody says, fetched by another site": "---",
  },
  /** A page of /lite, which a link of another site may lead to. That site itself gets nothing of it. */
  page: {
    "our own": "++!",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "++!",
    "nobody says, fetched by our page": "++!",
    "nobody says, fetched by another site": "++!",
  },
  /** One that a stranger may read too. */
  door: {
    "our own": "+++",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "+++",
    "nobody says, fetched by our page": "+++",
    "nobody says, fetched by another site": "+++",
  },
  /** A form of /lite that carries the token of the page it came from; text browsers do not say where that was. */
  form: {
    "our own": "+-!",
    "another site": "--!",
    "a sandbox (null)": "--!",
    "another port": "--!",
    "a name that begins like ours": "--!",
    "nobody says": "+-!",
    "nobody says, fetched by our page": "+-!",
    "nobody says, fetched by another site": "--!",
  },
  /** One that a stranger may send too, who has a token of their own then. */
  doorForm: {
    "our own": "+--",
    "another site": "---",
    "a sandbox (null)": "---",
    "another port": "---",
    "a name that begins like ours": "---",
    "nobody says": "+--",
    "nobody says, fetched by our page": "+--",
    "nobody says, fetched by another site": "---",
  },
} as const;

const origins = (): Record<string, Record<string, string>> => ({
  "our own": { origin: server.url },
  "another site": { origin: "https://elsewhere.example" },
  "a sandbox (null)": { origin: "null" },
  "another port": { origin: "http://127.0.0.1:1" },
  "a name that begins like ours": { origin: `${server.url}.elsewhere.example` },
  "nobody says": {},
  "nobody says, fetched by our page": { "sec-fetch-site": "same-origin" },
  "nobody says, fetched by another site": { "sec-fetch-site": "cross-site" },
});

const toForm = (kind: Door["kind"], path: string, toTyped: () => string): Door => ({
  method: "POST",
  path,
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: (formToken) => `token=${formToken}&${toTyped()}`,
  kind,
});

const doors: Record<string, Door> = {
  "a command": { method: "POST", path: "/v1/commands/session.list", headers: json, body: () => "{}", kind: "strict" },
  "a poll": { path: "/v1/events", kind: "strict" },
  "a long poll": { path: "/v1/events?wait=0.01", kind: "strict" },
  "an event stream": { path: "/v1/events", headers: { accept: "text/event-stream" }, kind: "strict" },
  "a snapshot": { path: "/v1/snapshot", kind: "strict" },
  "Socket.IO, polling": { path: "/socket.io/?EIO=4&transport=polling", kind: "handshake" },
  "Socket.IO, WebSocket": { path: "/socket.io/?EIO=4&transport=websocket", headers: upgrade, kind: "handshake" },
  "a sign-in": {
    method: "POST",
    path: "/api/auth/sign-in/username",
    headers: json,
    body: () => JSON.stringify({ username: "ben", password }),
    kind: "signIn",
  },
  "a look at the session": { path: "/api/auth/get-session", kind: "look" },
  "the rooms of /lite": { path: "/lite", kind: "page" },
  "a room of /lite": { path: "/lite/rooms/ROOM", kind: "page" },
  "a room of /lite, live": { path: "/lite/rooms/ROOM/stream", kind: "page" },
  "a room of /lite, again and again": { path: "/lite/rooms/ROOM/stream?refresh=5", kind: "page" },
  "a form of /lite": { path: "/lite/rooms/ROOM/write", kind: "page" },
  "what an invite offers, by /lite": { path: "/lite/join/CODE", kind: "door" },
  "a message by /lite": toForm("form", "/lite/rooms/ROOM/messages", () => `id=${newId()}&body=Hello`),
  "a read mark by /lite": toForm("form", "/lite/rooms/ROOM/read", () => "seq=1"),
  "a sign-in by /lite": toForm(
    "doorForm",
    "/lite/sign-in",
    () => `username=ben&password=${encodeURIComponent(password)}`,
  ),
  "a sign-out by /lite": toForm("doorForm", "/lite/sign-out", () => ""),
  "an invite by /lite": toForm("doorForm", "/lite/join/CODE", () => `id=${newId()}&name=Newcomer`),
};

describe.each(Object.entries(doors))("%s", (_, door) => {
  it("opens to those whom its table names", async () => {
    const found: [string, string][] = [];
    for (const [name, headers] of Object.entries(origins())) {
      const { cookie, formToken } = await openPage(door);
      const symbols = [];
      for (const proof of [{ cookie }, { authorization: `Bearer ${token}` }, {}])
        symbols.push(await knock(door, { ...headers, ...proof }, formToken));
      found.push([name, symbols.join("")]);
    }
    expect(Object.fromEntries(found)).toEqual(tables[door.kind]);
  });
});

it("who brings a token and the cookie of a load balancer is let in where the token alone would be", async () => {
  const programs = Object.entries(doors).filter(([, { kind }]) => kind === "strict" || kind === "handshake");
  expect(programs.length).toBeGreaterThan(5);
  const authorization = `Bearer ${token}`;
  for (const [name, door] of programs)
    for (const headers of Object.values(origins())) {
      const alone = await knock(door, { ...headers, authorization }, "");
      const balanced = await knock(door, { ...headers, authorization, cookie: "SERVERID=a" }, "");
      expect([name, headers, balanced]).toEqual([name, headers, alone]);
    }
});

it("the doors have every page and every form of /lite", () => {
  const known = routes.filter((route) => /^(?:GET|POST) \/lite\b/u.test(route));
  const asked = Object.values(doors).map(
    ({ method = "GET", path }) => `${method} ${path.replace("ROOM", ":roomId").replace("CODE", ":code")}`,
  );
  // The one is the other.
  expect(known.filter((route) => route !== "GET /lite/" && !asked.includes(route))).toEqual([]);
  expect(known.length).toBeGreaterThan(8);
});

/** A page that shows a form, in a browser of its own for what ends the session that it comes with. */
async function openPage({ path }: Door): Promise<{ cookie: string; formToken: string }> {
  const browser = /\/sign-(?:in|out)/u.test(path) ? await signInElsewhere(people.ben, server.url) : people.ben;
  const html = await (await browser.send("/lite")).text();
  const [, formToken = ""] = /name="token" value="([^"]+)"/u.exec(html) ?? [];
  return { cookie: browser.cookie ?? "", formToken };
}

function knock(door: Door, headers: Record<string, string>, formToken: string): Promise<string> {
  const url = server.url + door.path.replace("ROOM", roomId).replace("CODE", code);
  return new Promise((resolve, reject) => {
    const options = { method: door.method ?? "GET", headers: { ...door.headers, ...headers }, agent: false };
    const request = httpRequest(url, options);
    const answer = async (response: IncomingMessage) => {
      const { statusCode = 0 } = response;
      const isLetIn = statusCode < 400 && (door.kind !== "page" || (await isKnown(response)));
      resolve(isLetIn ? "+" : statusCode < 400 || statusCode === 401 ? "!" : "-");
      request.destroy();
    };
    const listen = (response: IncomingMessage) => void answer(response);
    request.on("response", listen).on("upgrade", listen).on("error", reject);
    request.end(door.body?.(formToken) ?? "");
  });
}

/** Whether a page is one for somebody who is known: others get the form to sign in, with the same status. */
async function isKnown(response: IncomingMessage): Promise<boolean> {
  let text = "";
  for await (const chunk of response) {
    text += String(chunk);
    // A page without end goes no further.
    if (/<main\b[^>]*>/u.test(text)) break;
  }
  return !text.includes('<main class="door">');
}

describe("a page of /lite", () => {
  const pages = Object.values(doors).filter(({ kind }) => kind === "page");
  const open = (door: Door, headers: Record<string, string>) =>
    knock(door, { cookie: people.ben.cookie ?? "", ...headers }, "");

  it.each(["cross-site", "same-site"])("is nothing to frame or to fetch for a page that is %s", async (site) => {
    for (const door of pages) {
      expect(await open(door, { "sec-fetch-site": site, "sec-fetch-dest": "document" })).toBe("+");
      for (const destination of ["iframe", "frame", "embed", "object", "image", "script", "empty"])
        expect([destination, await open(door, { "sec-fetch-site": site, "sec-fetch-dest": destination })]).toEqual([
          destination,
          "-",
        ]);
    }
  });

  it("that another site asks for is not read", async () => {
    const readUnread = async () => (await (await people.ben.send("/v1/snapshot")).json()).state.rooms[roomId].unread;
    const framed = { "sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate" };
    const page = doors["a room of /lite, live"] as Door;
    await people.aiko.must("message.send", { id: newId(), roomId, body: "Unread." });
    expect(await readUnread()).toBe(1);
    await open(page, { ...framed, "sec-fetch-site": "same-site" });
    expect(await readUnread()).toBe(1);
    await open(page, { ...framed, "sec-fetch-site": "same-origin" });
    await expect.poll(readUnread).toBe(0);
  });

  it("lets no other site read or frame what it was answered", async () => {
    for (const { path } of pages) {
      const aborting = new AbortController();
      const asking = { headers: { origin: server.url }, signal: aborting.signal };
      const { status, headers } = await people.ben.send(path.replace("ROOM", roomId), asking);
      aborting.abort();
      expect([path, status]).toEqual([path, 200]);
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(headers.get("content-security-policy")).toMatch(/frame-ancestors '(?:none|self)'/u);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    }
  });
});
