import {
  type ClientView,
  createMemoryStore,
  createSyncClient,
  type SyncClient,
  type TransportName,
  transportNames,
} from "@hiroba/client";
import { useEffect, useState, useSyncExternalStore } from "react";

/** A device of its own in this page, bound to one transport. */
export type Lane = { transport: TransportName; client: SyncClient };

/** One lane for each transport, alive for as long as the page is. Browsers only. */
export function useLanes(): readonly Lane[] {
  const [lanes] = useState(() => transportNames.map(createLane));
  useEffect(() => {
    for (const { client } of lanes) void client.start();
    return () => {
      for (const { client } of lanes) void client.stop();
    };
  }, [lanes]);
  return lanes;
}

/** The views of all lanes, the same array until one of them changes. */
export function useViews(lanes: readonly Lane[]): readonly ClientView[] {
  const [source] = useState(() => createViewSource(lanes));
  return useSyncExternalStore(source.subscribe, source.read);
}

/** Has every lane hold the room. */
export function useOpenRoom(lanes: readonly Lane[], roomId: string | null): void {
  useEffect(() => {
    if (!roomId) return;
    const leave = lanes.map(({ client }) => keepOpen(client, roomId));
    return () => {
      for (const close of leave) close();
    };
  }, [lanes, roomId]);
}

function createLane(transport: TransportName): Lane {
  return { transport, client: createSyncClient({ url: "", store: createMemoryStore(), transport }) };
}

function createViewSource(lanes: readonly Lane[]) {
  let views = lanes.map(({ client }) => client.getView());
  return {
    subscribe: (listener: () => void) => {
      const leave = lanes.map(({ client }) => client.subscribe(listener));
      return () => {
        for (const stop of leave) stop();
      };
    },
    read: () => {
      const next = lanes.map(({ client }) => client.getView());
      if (next.some((view, index) => view !== views[index])) views = next;
      return views;
    },
  };
}

/** Opens the room once the lane knows it, and again while that fails. Returns how to stop. */
function keepOpen(client: SyncClient, roomId: string): () => void {
  let isOpening = false;
  const open = async () => {
    const { state, connection } = client.getView();
    if (isOpening || connection.status !== "live" || !state?.rooms[roomId] || state.timelines[roomId]) return;
    isOpening = true;
    // Refused or unanswered: the next change of the connection tries again.
    await client.openRoom(roomId).catch(() => undefined);
    isOpening = false;
  };
  void open();
  const stop = client.subscribe(() => void open());
  return () => {
    stop();
    client.closeRoom(roomId);
  };
}
