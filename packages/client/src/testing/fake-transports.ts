import { type Failure, type Hello, limits, type Result } from "@hiroba/protocol";
import type { LinkEvents, OpenLink } from "../transports/link.ts";
import { type TransportName, transportNames } from "../view.ts";
import { AIKO } from "./story.ts";

/** How a transport behaves when it is opened. */
export type Behaviour = "works" | "blocked" | "silent" | Failure;

/** A link as its server side sees it. */
export type FakeLink = {
  name: TransportName;
  since: string | null;
  limit: number | null;
  events: LinkEvents;
  isClosed: boolean;
  calls: string[];
};

/** What the server says first. */
export function helloOf(cursor: string, userId = AIKO): Hello {
  return { userId, sessionId: null, cursor, protocol: 1, limits, presence: { [userId]: "away" } };
}

/** Transports whose other end is played by the test: the seam between the ladder and the network. */
export function createFakeTransports(head: () => string) {
  const behaviour = Object.fromEntries(transportNames.map((name) => [name, "works"])) as Record<
    TransportName,
    Behaviour
  >;
  const links: FakeLink[] = [];
  const answer: { call(): Promise<Result<unknown>> } = { call: async () => ({ ok: true, data: {} }) };

  const begin = (link: FakeLink) => {
    const how = behaviour[link.name];
    if (link.isClosed || how === "silent") return;
    if (how === "works") {
      link.events.handleHello(helloOf(head()));
      const tell = () => void (link.isClosed || link.events.handlePage({ events: [], cursor: head(), more: false }));
      tell();
      // Its second answer, which has waited.
      if (link.name === "long-poll") setTimeout(tell, 1_000);
    } else link.events.handleEnd({ cause: "failed", failure: how === "blocked" ? null : how });
  };

  const open =
    (name: TransportName): OpenLink =>
    (start, events) => {
      const link: FakeLink = { name, ...start, events, isClosed: false, calls: [] };
      links.push(link);
      setTimeout(() => begin(link), 10);
      return {
        call: (command) => {
          link.calls.push(command);
          return answer.call();
        },
        close: () => {
          link.isClosed = true;
        },
      };
    };

  const transports = Object.fromEntries(transportNames.map((name) => [name, open(name)])) as Record<
    TransportName,
    OpenLink
  >;
  return {
    transports,
    behaviour,
    links,
    answer,
    openLinks: () => links.filter(({ isClosed }) => !isClosed),
    opened: () => links.map(({ name }) => name),
  };
}
