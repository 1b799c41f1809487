import { type Id, newId } from "@hiroba/protocol";
import type { RateLimits } from "../../src/rate-limits.ts";
import { startTestServer, type TestServer } from "../../src/testing/node.ts";
import { actors, insiders, letIn, type People } from "./actors.ts";

/**
 * `den` is private, `garden` public; `attic` is a private room and `ruin` a public one, both archived. The insiders are
 * in all four, and the former member was.
 */
const kinds = { den: "private", garden: "public", attic: "private", ruin: "public" } as const;
export type RoomName = keyof typeof kinds;
/** A room, the keeper's message in it, and the messages of whoever is or was in it. */
export type Place = { roomId: Id; messageId: Id; own: Partial<Record<keyof People, Id>> };

export type World = {
  server: TestServer;
  url: string;
  people: People;
  rooms: Record<RoomName, Place>;
  /** A link into the den. */
  inviteId: Id;
  /** One of the keeper's tokens. */
  tokenId: Id;
};

/** Builds the world of the tables: what the actors are to each other and to four rooms. */
export async function createWorld(settings: Parameters<typeof startTestServer>[0] = {}): Promise<World> {
  const server = await startTestServer(settings, { createRateLimits: withoutLimits });
  const people = await letIn(server.url);
  const names = Object.keys(kinds) as RoomName[];
  const rooms = await Promise.all(names.map(async (name) => [name, await furnish(people, name)]));
  await people.owner.browser.must("user.setDeactivated", { userId: people.closed.id, deactivated: true });
  const { token } = await people.keeper.browser.must("token.create", { id: newId(), name: "another" });
  const [inviteId, tokenId] = [newId(), token.id];
  const world = { server, url: server.url, people, rooms: Object.fromEntries(rooms), inviteId, tokenId };
  const { roomId } = world.rooms.den;
  await people.owner.browser.must("invite.create", { id: inviteId, kind: "guest", roomIds: [roomId] });
  return world;
}

/** Thousands of questions of one person are answered by the table of rights, not by the allowance. */
function withoutLimits(): RateLimits {
  return { consume: async () => undefined, requireLeft: async () => undefined };
}

async function furnish(people: People, name: RoomName): Promise<Place> {
  const { keeper, roomAdmin, former } = people;
  const roomId = newId();
  const say = async (who: keyof People) => {
    const { message } = await people[who].browser.must("message.send", {
      id: newId(),
      roomId,
      body: `${name}: ${who}`,
    });
    return message.id;
  };
  await keeper.browser.must("room.create", { id: roomId, kind: kinds[name], name, topic: `the ${name}` });
  const own: Place["own"] = {};
  for (const who of [...insiders, "former", "spare"] as const) {
    await keeper.browser.must("member.add", { roomId, userId: people[who].id });
    own[who] = await say(who);
  }
  await keeper.browser.must("member.setRole", { roomId, userId: roomAdmin.id, role: "admin" });
  await keeper.browser.must("member.remove", { roomId, userId: former.id });
  const place = { roomId, messageId: await say("keeper"), own };
  if (name === "attic" || name === "ruin") await keeper.browser.must("room.archive", { roomId });
  return place;
}

/** Lets somebody who was put out of a room, or left it, in again as what they were. */
export async function letBackIn({ people }: World, who: keyof People, roomId: Id): Promise<void> {
  const { keeper } = people;
  const userId = people[who].id;
  await keeper.browser.must("member.add", { roomId, userId });
  if (who === "roomAdmin") await keeper.browser.must("member.setRole", { roomId, userId, role: "admin" });
}

/** One column of a table for each actor, in groups: not let in, outside, inside. */
export function toColumns(symbols: readonly string[]): string {
  const text = symbols.join("");
  return `${text.slice(0, 2)} ${text.slice(2, 6)} ${text.slice(6, actors.length)}`;
}
