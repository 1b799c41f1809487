import type { SyncClient } from "@hiroba/client";
import { createIndexedDbStore } from "@hiroba/client/indexed-db";
import { createTabClient } from "@hiroba/client/shared";
import { readTransportChoice } from "@/lib/transport-choice";
import { mirrorView } from "./store";

let client: SyncClient | undefined;
let started: Promise<void> | undefined;

/** This tab's sync client; it lives as long as the page. Browsers only. */
export function getClient(): SyncClient {
  client ??= createTabClient({ url: "", store: createIndexedDbStore(), transport: readTransportChoice() });
  return client;
}

/** Starts syncing into the store, once; later calls do nothing. */
export function startSync(): Promise<void> {
  started ??= begin(getClient());
  return started;
}

function begin(it: SyncClient): Promise<void> {
  mirrorView(it.getView());
  it.subscribe(() => mirrorView(it.getView()));
  return it.start();
}
