import { type EventType, newId } from "@hiroba/protocol";
import { expect } from "vitest";
import { listenToPage } from "../../src/transports/testing/listen.ts";
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

/** Somebody's page of a room, and the lines that it got while it was read. */
export type LitePage = { actor: Actor; proof: Proof; carrier: keyof typeof rooms; types: string[] };
type Opened = Omit<LitePage, "types"> & { text(): string; isOver(): boolean; close(): void };

/** Opens every room's page for everybody. `read` answers what came from then on, and closes them. */
export async function openLitePages(world: World): Promise<{ read(): Promise<LitePage[]> }> {
  const pages = actors
    .slice(2)
    .flatMap((actor) =>
      proofs.flatMap((proof) => pageCarriers.flatMap((carrier) => open(world, { actor, proof, carrier }))),
    );
  await areAll(pages, (text) => text.includes('<main class="lines">'));
  const beginning = await say(world, pages, "The beginning");
  return {
    read: async () => {
      const end = await say(world, pages, "The end");
      for (const { close } of pages) close();
      return pages.map((page) => ({ ...page, types: toTypes(page.text(), beginning, end) }));
    },
  };
}

function open(world: World, { actor, proof, carrier }: Omit<LitePage, "types">): Opened[] {
  const headers = toHeaders(world, actor, proof);
  if (!headers) return [];
  const path = `/lite/rooms/${world.rooms[rooms[carrier]].roomId}/stream?auto=1`;
  const { heard, ended, close } = listenToPage(world.url, { path, proof: () => headers });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return [{ actor, proof, carrier, text: () => heard.join(""), isOver: () => over, close }];
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
