import type { DeviceStore } from "./device-store.ts";

/** Keeps what a browser holds in IndexedDB; where that is missing or refused, in memory. */
export declare function createIndexedDbStore(name?: string): DeviceStore;
