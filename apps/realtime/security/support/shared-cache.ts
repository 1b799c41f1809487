import { once } from "node:events";
import { request as ask, createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that many people share, which keeps what it may and answers with it. */
export type SharedCache = { url: string; kept(): string[]; close(): void };

type Kept = { status: number; headers: IncomingHttpHeaders; body: Buffer; asked: IncomingHttpHeaders };

/** What may be kept though nothing says so (RFC 9110, 15.1). */
const KEEPABLE = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/**
 * Starts one before `upstream`. It does what `Cache-Control` and `Vary` say and is greedy in all else: it keeps what came
 * with cookies, for a token, or for an address with a query. One that is not `obedient` keeps whatever it can.
 */
export async function startSharedCache(upstream: string, { isObedient = true } = {}): Promise<SharedCache> {
  const shelves = new Map<string, Kept[]>();
  const find = ({ url = "", headers }: IncomingMessage) =>
    shelves.get(url)?.find((kept) => varyOf(kept.headers).every((name) => kept.asked[name] === headers[name]));

  const server = createServer((request, response) => {
    const held = request.method === "GET" ? find(request) : undefined;
    if (held) return response.writeHead(held.status, { ...held.headers, age: "1" }).end(held.body);
    const { method, url = "", headers } = request;
    const passing = ask(upstream + url, { method, headers }, async (answer) => {
      const { statusCode: status = 502 } = answer;
      response.writeHead(status, answer.headers);
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        response.write(chunk);
      });
      answer.on("end", () => {
        const kept = { status, headers: answer.headers, body: Buffer.concat(chunks), asked: headers };
        if (method === "GET" && (!isObedient || mayKeep(kept))) shelves.set(url, [...(shelves.get(url) ?? []), kept]);
        response.end();
      });
    });
    passing.on("error", () => response.destroy());
    response.on("close", () => passing.destroy());
    request.pipe(passing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: toUrl(server),
    kept: () => [...shelves.keys()],
    close: () => void server.close().closeAllConnections(),
  };
}

function mayKeep({ status, headers }: Kept): boolean {
  return (
    KEEPABLE.has(status) &&
    !/\b(?:no-store|private|no-cache|max-age=0)\b/iu.test(headers["cache-control"] ?? "") &&
    !varyOf(headers).includes("*")
  );
}

function varyOf({ vary = "" }: IncomingHttpHeaders): string[] {
  return vary
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
}

function toUrl(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
