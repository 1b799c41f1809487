import { type Id, mergePage, seqOf } from "@hiroba/protocol";
import { bridges } from "./recent.ts";
import type { WindowsOptions } from "./windows.ts";

/**
 * Fetches messages that others quote and that are not held, as a page of history brings them with it. Many quotes of one
 * ask once; one that is not to be had is not asked for again.
 */
export function createQuotes({ replica, call }: Pick<WindowsOptions, "replica" | "call">) {
  const asked = new Set<Id>();

  return async (roomId: Id, messageId: Id): Promise<void> => {
    if (asked.has(messageId)) return;
    asked.add(messageId);
    const result = await call("message.get", { messageIds: [messageId] });
    if (!result.ok || result.data.messages.length > 0) asked.delete(messageId);
    if (!result.ok) return;
    const { messages: quoted, seq } = result.data;
    const cursor = seqOf(replica.held()?.cursor);
    if (cursor > seq && !bridges(replica.recent(), roomId, seq)) return;
    replica.change((state) => {
      const timeline = state.timelines[roomId];
      if (!timeline) return state;
      const page = { messages: [], notes: [], quoted, older: timeline.older, newer: timeline.newer, seq };
      return mergePage(state, { roomId, page, place: "before" }, replica.recent().envelopes);
    });
  };
}
