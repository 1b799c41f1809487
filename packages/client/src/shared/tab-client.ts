import { createDevice, type PartContext } from "../device.ts";
import type { DeviceStore } from "../stores/device-store.ts";
import { createSyncClient, type SyncClient, type SyncClientOptions } from "../sync-client.ts";
import { toBase } from "../transports/http.ts";
import { createWire, type Wire } from "../wire.ts";
import { openTabChannel, type TabChannel } from "./channel.ts";
import { createFollowerPart } from "./follower.ts";
import { createLeaderPart } from "./leader.ts";

/** Part of the names of lock and channel; changes with the messages, so that tabs of different versions keep apart. */
const VERSION = 2;

/**
 * A sync client that shares one connection with the other tabs of its browser. The tab that holds a Web Lock has the
 * connection and writes the store; the others hear the log from it. When it closes or crashes the browser gives the lock
 * to another tab, which goes on from its own cursor. Each tab has its own windows on the history. Where Web Locks are
 * missing or refused (plain http, old browsers, a site that may store nothing) each tab is a client of its own.
 */
export function createTabClient(options: SyncClientOptions): SyncClient {
  if (typeof BroadcastChannel === "undefined" || !globalThis.navigator?.locks) return createSyncClient(options);
  const name = `hiroba tabs ${VERSION} ${toBase(options.url)}`;
  return createSharedClient({ name, store: options.store, wire: createWire(options), channel: openTabChannel(name) });
}

export type SharedOptions = { name: string; store: DeviceStore; wire: Wire; channel: TabChannel };

/** A client of the tabs that share a channel; `name` is the lock's. */
export function createSharedClient({ name, store, wire, channel }: SharedOptions): SyncClient {
  let campaign = new AbortController();
  let resign = () => {};

  const follow = (context: PartContext) =>
    createFollowerPart(
      { channel, http: wire.http, choice: wire.choice, handleSilence: () => void stand("steal") },
      context,
    );

  const device = createDevice({ http: wire.http, store, createPart: follow });

  const lead = () => {
    const { context, replica } = device;
    const presence = () => device.getView().presence;
    device.setPart(createLeaderPart({ channel, context, replica, presence, createOwnPart: wire.createOwnPart }));
    return new Promise<void>((resolve) => {
      resign = resolve;
    });
  };

  /** Leads from the moment the lock is given until it is returned, or taken by a tab that heard nothing of this one. */
  const stand = async (how: "wait" | "steal") => {
    const { signal } = campaign;
    try {
      await navigator.locks.request(name, how === "steal" ? { steal: true } : { signal }, lead);
    } catch (error) {
      if (signal.aborted) return;
      resign();
      if (!isStolen(error)) return device.setPart(wire.createOwnPart(device.context));
      device.setPart(follow(device.context));
      void stand("wait");
    }
  };

  return {
    ...device,
    start: async () => {
      const mine = new AbortController();
      campaign = mine;
      await device.start();
      if (!mine.signal.aborted) void stand("wait");
    },
    stop: async () => {
      campaign.abort();
      await device.stop();
      device.setPart(follow(device.context));
      resign();
    },
  };
}

/** Whether the lock went to another tab, rather than being refused. */
function isStolen(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
