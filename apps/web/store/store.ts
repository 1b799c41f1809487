import type { ClientView } from "@hiroba/client";
import type { Failure } from "@hiroba/protocol";
import { create } from "zustand";
import { noOverlays, type Overlays, toOverlays } from "./overlays";

/** A short word about something that happened, with a way to react to it. */
export type Toast = {
  id: string;
  text: string;
  tone: "plain" | "bad";
  action?: { label: string; run: () => void };
};

/** What stands in a composer: the text, and the message it answers to. */
export type DraftText = { body: string; replyToId: string | null };

/** What stands over the page; one at a time. */
export type Overlay =
  | { name: "palette" }
  | { name: "createRoom" }
  | { name: "browseRooms" }
  | { name: "addMember"; roomId: string }
  | { name: "profile"; userId: string }
  | { name: "deleteMessage"; messageId: string }
  | { name: "messageActions"; messageId: string }
  | { name: "leaveRoom"; roomId: string }
  | { name: "connection" }
  | { name: "invite" }
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
  /** What went wrong and is not said yet: whoever draws toasts knows the language. */
  failures: readonly Failure[];
  /** The message under the pointer: one at most has its actions out. */
  nearId: string | null;
  /** The message being edited in place. */
  editingId: string | null;
  /** What messages are changed to and not saved yet. Kept here, since a row out of sight is not drawn. */
  edits: Readonly<Record<string, string>>;
  /** What was written on this screen and is not saved as a draft yet, by room. */
  localDrafts: Readonly<Record<string, DraftText>>;
};

/** The one store: the client's view and what this screen adds to it. */
export const useStore = create<Store>()(() => ({
  view: null,
  overlays: noOverlays,
  detailsOpen: false,
  overlay: null,
  toasts: [],
  failures: [],
  nearId: null,
  editingId: null,
  edits: {},
  localDrafts: {},
}));

/** Takes over the client's view. */
export function mirrorView(view: ClientView): void {
  useStore.setState(({ overlays }) => ({ view, overlays: toOverlays(view.outbox, overlays) }));
}
