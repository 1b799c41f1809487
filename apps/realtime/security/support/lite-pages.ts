import { type EventType, newId } from "@hiroba/protocol";
import { expect } from "vitest";
import { type Listener, listenToPage } from "../../src/transports/testing/listen.ts";
import { type Actor, actors } from "./actors.ts";
import { type Proof, proofs, toHeaders } from "./doors.ts";
import type { World } from "./world.ts";

/** What an event adds to an open page of /lite; what is not here adds nothing. */
const lines: Partial<Record<EventType, RegExp>> = {
  "message.created": /^<article id="m/u,
  "message.edited": /^<article class="fix">/u,
  "message.deleted": /was deleted<\/a>/u,
  "member.joined": / (?:joined|added )/u,
  "member.left": / (?:left|removed )/u,
  "room.updated": / set the topic to /u,
};
export const lineTypes = Object.keys(lines);

/** The rooms whose pages are open, by what carries them. */
const rooms = { "page of the den": "den", "page of the garden": "garden" } as const;
export const pageCarriers = Object.keys(rooms) as (keyof typeof rooms)[];

/** Somebody's page of a room, and the lines that it got while it was listened to. */
export type LitePage = { actor: Actor; proof: Proof; carrier: keyof typeof rooms; types: string[] };
/** Every room's page, open for everybody who gets one. */
export type LitePages = {
  /** Listens from now on; a page that has ended is opened again, as its person may be let in again. */
  begin(): Promise<void>;
  /** What came since. */
  end(): Promise<LitePage[]>;
  close(): void;
};
type Asker = Omit<LitePage, "types">;
type Opened = Asker & { listener: Listener; text(): string; isOver(): boolean };

export function openLitePages(world: World): LitePages {
  const askers = actors
    .slice(2)
    .flatMap((actor) => proofs.flatMap((proof) => pageCarriers.map((carrier) => ({ actor, proof, carrier }))));
  let pages = askers.flatMap((asker) => open(world, asker));
  let beginning = "";
  return {
    begin: async () => {
      pages = pages.flatMap((page) => (page.isOver() ? open(world, page) : [page]));
      await areAll(pages, (text) => text.includes('<main class="lines">'));
      beginning = await say(world, pages, "The beginning");
    },
    end: async () => {
      const end = await say(world, pages, "The end");
      return pages.map((page) => ({ ...page, types: toTypes(page.text(), beginning, end) }));
    },
    close: () => {
      for (const { listener } of pages) listener.close();
    },
  };
}

/** Opens a page, unless its person has no such proof. */
function open(world: World, { actor, proof, carrier }: Asker): Opened[] {
  const headers = toHeaders(world, actor, proof);
  if (!headers) return [];
  const path = `/lite/rooms/${world.rooms[rooms[carrier]].roomId}/stream?auto=1`;
  const listener = listenToPage(world.url, { path, proof: () => headers });
  let over = false;
  void listener.ended.then(() => {
    over = true;
  });
  return [{ actor, proof, carrier, listener, text: () => listener.heard.join(""), isOver: () => over }];
}

/** The keeper says something in both rooms, and whoever still reads one has it. */
async function say({ people, rooms: { den, garden } }: World, pages: Opened[], word: string): Promise<string> {
  const body = `${word} ${newId()}`;
  for (const { roomId } of [den, garden])
    await people.keeper.browser.must("message.send", { id: newId(), roomId, body });
  await areAll(pages, (text) => text.includes(body));
  return body;
}

async function areAll(pages: Opened[], is: (text: string) => boolean): Promise<void> {
  const waiting = () => pages.filter(({ text, isOver }) => !isOver() && !is(text())).map(({ actor }) => actor);
  await expect.poll(waiting).toEqual([]);
}

/** Which events the lines between are of; a line that is none of theirs is itself. */
function toTypes(text: string, beginning: string, end: string): string[] {
  const all = text.split(/(?=<article |<p class="note">)/u);
  const first = all.findIndex((line) => line.includes(beginning));
  if (first < 0) return [];
  const last = all.findIndex((line) => line.includes(end));
  const between = all.slice(first + 1, last < 0 ? undefined : last);
  return between.filter((line) => !line.includes("The connection has ended.")).map(toType);
}

function toType(line: string): string {
  return Object.entries(lines).find(([, pattern]) => pattern.test(line))?.[0] ?? line;
}
