import type { RoomEntry, User } from "@hiroba/protocol";
import { compareNames, rankNames } from "@/lib/names";

/** What a query has found, best first, and how well the best of it fits (0 best). */
export type Finds<Item> = { items: readonly Item[]; rank: number };

/** More of one kind are found by typing more: in a large workspace a list of everything is of no use, and slow. */
const SHOWN = 8;

/**
 * Rooms by their names, and by their topics behind those; where two fit alike, the one that was last talked in, and
 * archived ones last.
 */
export function findRooms(entries: readonly RoomEntry[], typed: string): Finds<RoomEntry> {
  const latest = [...entries].sort(
    (left, right) => Number(left.room.archived) - Number(right.room.archived) || right.lastSeq - left.lastSeq,
  );
  return findBest(latest, ({ room }) => rankNames(typed, [room.name], room.topic));
}

/** People by their names and usernames. */
export function findUsers(users: readonly User[], typed: string): Finds<User> {
  const open = users.filter((user) => !user.deactivated);
  const ordered = open.sort((left, right) => compareNames(left.name, right.name));
  return findBest(ordered, ({ name, username }) => rankNames(typed, [name, username]));
}

/** The items that have a rank, by it, in the order given where it is the same. */
export function findBest<Item>(items: readonly Item[], rankOf: (item: Item) => number | null): Finds<Item> {
  const ranked = items.flatMap((item) => {
    const rank = rankOf(item);
    return rank === null ? [] : [{ item, rank }];
  });
  ranked.sort((left, right) => left.rank - right.rank);
  const best = ranked.slice(0, SHOWN);
  return { items: best.map(({ item }) => item), rank: best[0]?.rank ?? Number.POSITIVE_INFINITY };
}
