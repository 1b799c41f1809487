import type { ClientView } from "@hiroba/client";
import { create } from "zustand";
import { noOverlays, type Overlays, toOverlays } from "./overlays";

/** A short word about something that happened, with a way to react to it. */
export type Toast = {
  id: string;
  text: string;
  tone: "plain" | "bad";
  action?: { label: string; run: () => void };
};

/** What stands over the page; one at a time. */
export type Overlay =
  | { name: "palette" }
  | { name: "createRoom" }
  | { name: "browseRooms" }
  | { name: "addMember"; roomId: string }
  | { name: "connection" }
  | null;

export type Store = {
  /** The sync client's view, as it is; null before it has started. */
  view: ClientView | null;
  /** What the outbox changes about messages, by message. */
  overlays: Overlays;

  /** The details panel beside (or over) the timeline. */
  detailsOpen: boolean;
  overlay: Overlay;
  toasts: readonly Toast[];
  /** The message being edited in place. */
  editingId: string | null;
  /** The message each room's composer answers to. */
  replyTo: Readonly<Record<string, string | null>>;
  /** Where "new" stands in a room, fixed while it is open; null when there was nothing new. */
  newFrom: Readonly<Record<string, number | null>>;
  /** Rooms that were marked as unread by hand: reading waits until they are opened again. */
  heldUnread: Readonly<Record<string, true>>;
};

/** The one store: the client's view and what this screen adds to it. */
export const useStore = create<Store>()(() => ({
  view: null,
  overlays: noOverlays,
  detailsOpen: false,
  overlay: null,
  toasts: [],
  editingId: null,
  replyTo: {},
  newFrom: {},
  heldUnread: {},
}));

/** Takes over the client's view. */
export function mirrorView(view: ClientView): void {
  useStore.setState(({ overlays }) => ({ view, overlays: toOverlays(view.outbox, overlays) }));
}
