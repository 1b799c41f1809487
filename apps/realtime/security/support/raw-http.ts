import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What came back over one connection: the status of each answer, all of the text, and whether the server ended it. */
export type Conversation = { statuses: number[]; text: string; isClosed: boolean };

/** A node says its last word to what is no request at once; what is whole and open is left alone long before it would. */
const PATIENCE_MS = 3_000;

/** Writes bytes to a server as they are, and listens until it closes the connection. */
export async function converse(url: string, bytes: string): Promise<Conversation> {
  const { port, hostname } = new URL(url);
  const tcp = connect(Number(port), hostname);
  let text = "";
  tcp.setEncoding("latin1").on("error", () => undefined);
  tcp.on("data", (chunk: string) => {
    text += chunk;
  });
  tcp.write(bytes, "latin1");
  const aborting = new AbortController();
  const isClosed = await Promise.race([
    once(tcp, "close").then(() => true),
    pause(PATIENCE_MS, false, { signal: aborting.signal }).catch(() => false),
  ]);
  aborting.abort();
  tcp.destroy();
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /gu)].map(([, status]) => Number(status));
  return { statuses, text, isClosed };
}
