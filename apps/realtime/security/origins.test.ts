import { request as httpRequest, type IncomingMessage } from "node:http";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invite, moveIn, type People, password, signInElsewhere } from "../src/authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { watchRoutes } from "./support/watch-routes.ts";

/*
 * Where a request says it comes from, at every door: a column for a cookie, one for a token, one for neither. `+` let in,
 * `-` shut out for where it comes from, `!` let in and not known. What a browser sends without `Origin` (a link that is
 * followed) may read a page of /lite, and nothing else.
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

it("the doors have every form of /lite", () => {
  const forms = routes.filter((route) => route.startsWith("POST /lite/"));
  const asked = Object.values(doors).map(
    ({ path }) => `POST ${path.replace("ROOM", ":roomId").replace("CODE", ":code")}`,
  );
  expect(forms.filter((route) => !asked.includes(route))).toEqual([]);
  expect(forms.length).toBeGreaterThan(0);
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
    const answer = ({ statusCode = 0 }: IncomingMessage) => {
      resolve(statusCode < 400 ? "+" : statusCode === 401 ? "!" : "-");
      request.destroy();
    };
    request.on("response", answer).on("upgrade", answer).on("error", reject);
    request.end(door.body?.(formToken) ?? "");
  });
}
