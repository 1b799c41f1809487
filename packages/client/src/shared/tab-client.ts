import type { SyncClient, SyncClientOptions } from "../sync-client.ts";

/** A sync client that shares one connection with the other tabs of its browser. */
export declare function createTabClient(options: SyncClientOptions): SyncClient;
