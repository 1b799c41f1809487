import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { moveIn, type People } from "../src/authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { type Canary, startCanary } from "./support/canary.ts";
import { converse } from "./support/raw-http.ts";

/*
 * Where one request ends and the next begins, a proxy in front of us and we must never disagree about: what one of us
 * took for the end of a body would be somebody else's request to the other. So whatever can be read in two ways is
 * refused, the connection with it, and nothing that stands behind it is answered or passed on to the web app.
 */

let web: Canary;
let server: TestServer;
let people: People;
let roomId: string;

beforeAll(async () => {
  web = await startCanary();
  server = await startTestServer({ HIROBA_WEB_URL: web.url });
  people = await moveIn(server.url);
  roomId = (await people.aiko.must("room.list", {})).rooms[0]?.room.id ?? "";
});
beforeEach(() => {
  web.heard.length = 0;
});
afterAll(async () => {
  await server.close();
  web.close();
});

/** A command of Aiko's, and a page that the web app answers: the start of each, up to what frames its body. */
function toHead(target: "command" | "page"): string {
  const host = new URL(server.url).host;
  const proof = `Origin: ${server.url}\r\nCookie: ${people.aiko.cookie}\r\n`;
  if (target === "page") return `GET /page HTTP/1.1\r\nHost: ${host}\r\n`;
  return `POST /v1/commands/message.send HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${proof}`;
}

const toBody = () => JSON.stringify({ id: newId(), roomId, body: "Smuggled" });
const toChunk = (body: string, extension = "") => `${body.length.toString(16)}${extension}\r\n${body}\r\n`;
const behind = "GET /behind HTTP/1.1\r\nHost: x\r\n\r\n";

/** Lines of a head, and a body, that two readers may take for different lengths. `{}` is a command, whole by one of them. */
type Framing = [lines: string, toText: (body: string) => string];
const chunked = "Transfer-Encoding: chunked\r\n";
const whole = (body: string) => body;
const inChunks = (body: string) => `${toChunk(body)}0\r\n\r\n`;
const lengthOf = (text: string) => text.replaceAll("LENGTH", String(toBody().length));

const framings: Record<string, Framing> = {
  "a length and chunks": [`Content-Length: 4\r\n${chunked}`, inChunks],
  "chunks and a length": [`${chunked}Content-Length: LENGTH\r\n`, inChunks],
  "two lengths": ["Content-Length: LENGTH\r\nContent-Length: 4\r\n", whole],
  "the same length twice": ["Content-Length: LENGTH\r\nContent-Length: LENGTH\r\n", whole],
  "a list of lengths": ["Content-Length: LENGTH, LENGTH\r\n", whole],
  "a length with a sign": ["Content-Length: +LENGTH\r\n", whole],
  "a negative length": ["Content-Length: -LENGTH\r\n", whole],
  "a length in another notation": ["Content-Length: 0x4\r\n", whole],
  "a length past all numbers": ["Content-Length: 18446744073709551620\r\n", whole],
  "a space before a length's colon": ["Content-Length : LENGTH\r\n", whole],
  "a space before the coding's colon": ["Transfer-Encoding : chunked\r\n", inChunks],
  "a coding that is none": ["Transfer-Encoding: xchunked\r\n", inChunks],
  "a coding after the chunks": ["Transfer-Encoding: chunked, identity\r\n", inChunks],
  "no coding": ["Transfer-Encoding: identity\r\n", inChunks],
  "two codings": [`${chunked}Transfer-Encoding: identity\r\n`, inChunks],
  "the same coding twice": [chunked + chunked, inChunks],
  "a coding behind a control character": ["Transfer-Encoding: \u000bchunked\r\n", inChunks],
  "a coding in quotes": ['Transfer-Encoding: "chunked"\r\n', inChunks],
  "a coding on the next line": ["Transfer-Encoding:\r\n chunked\r\n", inChunks],
  "a folded line": ["X-Note: one\r\n two\r\nContent-Length: LENGTH\r\n", whole],
  "a length in a folded line": ["X-Note: one\r\n Content-Length: 4\r\nContent-Length: LENGTH\r\n", whole],
  "a line that ends in a bare line feed": ["X-Note: one\nContent-Length: LENGTH\r\n", whole],
  "a length that does": ["Content-Length: LENGTH\n", whole],
  "a bare carriage return": ["X-Note: one\rContent-Length: LENGTH\r\n", whole],
  "a NUL": ["X-Note: one\u0000\r\nContent-Length: LENGTH\r\n", whole],
  "a chunk's size before a bare line feed": [chunked, (body) => inChunks(body).replace("\r\n", "\n")],
  "an extension before a bare line feed": [
    chunked,
    (body) => `${toChunk(body, ";a=b").replace("\r\n", "\n")}0\r\n\r\n`,
  ],
  "an extension with a carriage return": [chunked, (body) => `${toChunk(body, ";a\rb")}0\r\n\r\n`],
  "an extension without a name": [chunked, (body) => `${toChunk(body, ";")}0\r\n\r\n`],
  "an extension over two lines": [chunked, (body) => `${toChunk(body, ';a="\r\n"')}0\r\n\r\n`],
  "a chunk's size in another notation": [chunked, (body) => `0x${inChunks(body)}`],
  "a chunk's size with a sign": [chunked, (body) => `+${inChunks(body)}`],
  "a space after a chunk's size": [chunked, (body) => `${toChunk(body, " ")}0\r\n\r\n`],
  "a chunk's size past all numbers": [chunked, (body) => `1000000000000000${inChunks(body)}`],
  "a chunk longer than it says": [chunked, (body) => `4\r\n${body}\r\n0\r\n\r\n`],
  "a chunk without its end": [chunked, (body) => `${toChunk(body).trimEnd()}0\r\n\r\n`],
  "a line after the chunks with a bare line feed": [chunked, (body) => `${toChunk(body)}0\r\nX-Note: one\n\r\n`],
};

describe.each(["command", "page"] as const)("a %s with", (target) => {
  it.concurrent.each(Object.entries(framings))("%s is refused, and nothing behind it is heard", async (_, framing) => {
    const [lines, toText] = framing;
    const { statuses, isClosed } = await converse(
      server.url,
      `${toHead(target)}${lengthOf(lines)}\r\n${toText(toBody())}${behind}`,
    );
    expect({ statuses, isClosed }).toEqual({ statuses: [400], isClosed: true });
    // What was wrong with a body may show when the page has been asked for.
    expect(web.heard.map(({ url }) => url).filter((path) => path !== "/page")).toEqual([]);
  });

  it("an extension without end is refused too", async () => {
    const text = `${toHead(target)}${chunked}\r\n${toChunk(toBody(), `;a=${"b".repeat(20_000)}`)}0\r\n\r\n${behind}`;
    const { statuses, isClosed } = await converse(server.url, text);
    expect({ statuses, isClosed }).toEqual({ statuses: [400], isClosed: true });
    // What was wrong with a body may show when the page has been asked for.
    expect(web.heard.map(({ url }) => url).filter((path) => path !== "/page")).toEqual([]);
  });
});

it("none of it was said", async () => {
  const { messages } = await people.aiko.must("message.list", { roomId });
  expect(messages.filter(({ body }) => body === "Smuggled")).toEqual([]);
});

describe("what can be read in one way only", () => {
  const last = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  it.each<[string, Framing]>([
    ["a length", ["Content-Length: LENGTH\r\n", whole]],
    ["chunks", [chunked, inChunks]],
    [
      "chunks with extensions and a line after them",
      [chunked, (body) => `${toChunk(body, ';a=b;c="d"')}0\r\nX: y\r\n\r\n`],
    ],
  ])("is a request of its own: with %s", async (_, [lines, toText]) => {
    const head = `${toHead("command")}${lengthOf(lines)}\r\n`;
    const { statuses, text, isClosed } = await converse(server.url, `${head}${toText(toBody())}${last}`);
    expect({ statuses, isClosed }).toEqual({ statuses: [200, 200], isClosed: true });
    expect(text).toContain('"body":"Smuggled"');
  });

  it("the body of a request for a page is no request to the web app", async () => {
    const head = `${toHead("page")}Content-Length: ${behind.length}\r\n\r\n`;
    const { statuses, isClosed } = await converse(server.url, head + behind + last);
    expect({ statuses, isClosed }).toEqual({ statuses: [200, 200], isClosed: true });
    expect(web.heard.map(({ url }) => url)).toEqual(["/page"]);
  });
});
