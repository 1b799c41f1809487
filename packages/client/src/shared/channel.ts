import type { EventPage, Hello, Id, Signal } from "@hiroba/protocol";
import type { LineView } from "../connection/line.ts";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import type { TransportChoice } from "../view.ts";

/** What a tab without a connection says to the one that has it. */
export type FollowerMessage =
  /** Here I am, holding the log up to `since`. Answered by `welcome`. */
  | { type: "join"; tab: string; since: string | null }
  /** Answered by an `outbox` with the item in it, unless the leader is by now of another person than wrote it. */
  | { type: "add"; item: OutboxItem; userId: Id | null }
  | { type: "retry"; id: string }
  | { type: "discard"; id: string }
  /** Whether this tab's screen is being looked at; renewed, for a crashed tab says nothing any more. */
  | { type: "active"; tab: string; isActive: boolean }
  | { type: "choose"; choice: TransportChoice }
  | { type: "wake" };

/** What the tab with the connection says to all others. */
export type LeaderMessage =
  /** I have the connection now: join me. */
  | { type: "lead" }
  /** To one tab: how things stand. `page` follows its `since`, and is null while nothing is held. `items` are as of it. */
  | {
      type: "welcome";
      tab: string;
      hello: Hello | null;
      page: EventPage | null;
      view: LineView;
      items: readonly OutboxItem[];
    }
  | { type: "hello"; hello: Hello }
  | { type: "page"; page: EventPage; from: string }
  | { type: "signal"; signal: Signal }
  | { type: "view"; view: LineView }
  /** What waits, as of `cursor`: an item is missing where the log up to there tells what became of it. */
  | { type: "outbox"; items: readonly OutboxItem[]; cursor: string | null };

export type TabMessage = FollowerMessage | LeaderMessage;

/** The tabs of one browser on one server, as one of them sees it. What it sends it does not hear itself. */
export type TabChannel = {
  post(message: TabMessage): void;
  /** Hears what other tabs say; returns how to stop. */
  listen(handleMessage: (message: TabMessage) => void): () => void;
};

/** Opens the channel of this name. Messages arrive in the order in which a tab sent them. */
export function openTabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (handleMessage) => {
      const abort = new AbortController();
      // Only tabs of this origin and this version of the messages are on the channel: see `createTabClient`.
      const handle = (event: Event) => handleMessage((event as MessageEvent).data as TabMessage);
      channel.addEventListener("message", handle, { signal: abort.signal });
      return () => abort.abort();
    },
  };
}
