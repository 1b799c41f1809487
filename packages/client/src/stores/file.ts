import type { DeviceStore } from "./device-store.ts";

/** Keeps what a Node program holds in files under a folder, which is created when missing. */
export declare function createFileStore(folder: string): DeviceStore;
