import { request as httpRequest, type IncomingMessage } from "node:http";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../src/authentication/testing/browser.ts";
import { moveIn, type People, password, signInElsewhere } from "../src/authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";

/*
 * Where a request says it comes from, at every door: a column for a cookie, one for a token, one for neither. `+` let in,
 * `-` shut out for where it comes from, `!` let in and not known. What a browser sends without `Origin` (a link that is
 * followed) may read a page of /lite, and nothing else.
 */

let server: TestServer;
let people: People;
let token: string;
let roomId: string;

beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
  token = (await people.ben.must("token.create", { id: newId(), name: "script" })).secret;
  roomId = (await people.ben.must("room.list", {})).rooms[0]?.room.id ?? "";
});
afterAll(() => server.close());

type Door = {
  method?: "POST";
  path: string;
  headers?: Record<string, string>;
  body?: () => string;
  kind: keyof typeof tables;
};

const upgrade = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };

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
    "nobody says, fetched by our page": "---",
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

let formToken = "";
beforeAll(async () => {
  const html = await (await people.ben.send("/lite")).text();
  formToken = /name="token" value="([^"]+)"/u.exec(html)?.[1] ?? "";
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
  "a form of /lite": {
    method: "POST",
    path: "/lite/rooms/ROOM/messages",
    headers: form,
    body: () => `token=${formToken}&id=${newId()}&body=Hello`,
    kind: "form",
  },
};

describe.each(Object.entries(doors))("%s", (_, door) => {
  it("opens to those whom its table names", async () => {
    // A browser of its own, since a sign-in replaces the session that it comes with.
    const browser = openBrowser(server.url);
    const found: [string, string][] = [];
    for (const [name, headers] of Object.entries(origins())) {
      const proofs = [{ cookie: await freshCookie(browser, door) }, { authorization: `Bearer ${token}` }, {}];
      const symbols = [];
      for (const proof of proofs) symbols.push(await knock(door, { ...headers, ...proof }));
      found.push([name, symbols.join("")]);
    }
    expect(Object.fromEntries(found)).toEqual(tables[door.kind]);
  });
});

async function freshCookie(browser: ReturnType<typeof openBrowser>, { path }: Door): Promise<string> {
  if (!path.startsWith("/api/auth/sign-in")) return people.ben.cookie ?? "";
  browser.cookie = null;
  await signInElsewhere(people.ben, server.url, browser);
  return browser.cookie ?? "";
}

function knock(door: Door, headers: Record<string, string>): Promise<string> {
  const url = server.url + door.path.replace("ROOM", roomId);
  return new Promise((resolve, reject) => {
    const options = { method: door.method ?? "GET", headers: { ...door.headers, ...headers }, agent: false };
    const request = httpRequest(url, options);
    const answer = ({ statusCode = 0 }: IncomingMessage) => {
      resolve(statusCode < 400 ? "+" : statusCode === 401 ? "!" : "-");
      request.destroy();
    };
    request.on("response", answer).on("upgrade", answer).on("error", reject);
    request.end(door.body?.() ?? "");
  });
}
