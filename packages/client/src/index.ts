export * from "./outbox/outbox-item.ts";
export * from "./stores/device-store.ts";
export * from "./stores/memory.ts";
export * from "./sync-client.ts";
export * from "./view.ts";
