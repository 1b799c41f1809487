import { type Member, ROOM_MENTION, type User } from "@hiroba/protocol";
import { type Emoji, searchEmoji } from "@/features/emoji/emoji-data";
import { compareNames, foldName, rankNames } from "@/lib/names";

/** What may be completed at the cursor: `range` is what a choice replaces. */
export type Token = { kind: "mention" | "emoji"; query: string; range: readonly [number, number] };

export type Option =
  | { kind: "person"; key: string; user: User; insert: string }
  | { kind: "room"; key: "room"; insert: string }
  /** `code` is the name between colons that was most likely meant; not every emoji has one. */
  | { kind: "emoji"; key: string; emoji: Emoji; code: string | undefined; insert: string };

const SHOWN = 8;
// As the protocol finds mentions, plus the sign as Japanese keyboards make it: choosing puts the plain one.
const mention = /(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}._@＠/-])[@＠]([\p{L}\p{M}\p{N}._-]*)$/u;
// In Japanese no space stands around a colon either: after a word it begins the name of an emoji only as `:tada` does.
const emoji = /(?:(?<=^|[\s、。！？])[:：]|(?<![\p{Script=Latin}\p{N}:]):(?=[a-z\d_+-]+$))([\p{L}\p{N}_+ー-]{2,})$/u;
const shortcode = /(?<![\p{Script=Latin}\p{N}:])[:：]([a-z\d_+-]{2,})[:：]$/u;

/** The mention or emoji that is being typed just before the cursor. */
export function findToken(text: string, caret: number): Token | null {
  const before = text.slice(0, caret);
  const called = mention.exec(before);
  const match = called ?? emoji.exec(before);
  if (!match) return null;
  const kind = called ? "mention" : "emoji";
  return { kind, query: match[1] ?? "", range: [caret - match[0].length, caret] };
}

/** The `:name:` of an emoji that has just been closed before the cursor. */
export function findShortcode(text: string, caret: number): { code: string; range: Token["range"] } | null {
  const match = shortcode.exec(text.slice(0, caret));
  return match && { code: match[1] ?? "", range: [caret - match[0].length, caret] };
}

type People = { users: Readonly<Record<string, User>>; members: readonly Member[]; me: string; mayCallRoom: boolean };

/** The people of a room that a query may mean, best first, and the room itself. */
export function findPeople(query: string, { users, members, me, mayCallRoom }: People): Option[] {
  const ranked = members.flatMap(({ userId }) => {
    const user = users[userId];
    const rank = user && userId !== me && !user.deactivated ? rankNames(query, [user.username, user.name]) : null;
    return user && rank !== null ? [{ user, rank }] : [];
  });
  const people = ranked
    .sort((left, right) => left.rank - right.rank || compareNames(left.user.name, right.user.name))
    .map(({ user }): Option => ({ kind: "person", key: user.id, user, insert: `@${user.username} ` }));
  const room: Option[] =
    mayCallRoom && ROOM_MENTION.startsWith(foldName(query))
      ? [{ kind: "room", key: "room", insert: `@${ROOM_MENTION} ` }]
      : [];
  return [...people.slice(0, SHOWN - room.length), ...room];
}

/** The emoji that a query may mean. */
export function findEmoji(query: string, all: readonly Emoji[]): Option[] {
  return searchEmoji(all, query, SHOWN).map((it) => ({
    kind: "emoji",
    key: it.emoji,
    emoji: it,
    code: it.shortcodes.find((code) => code.startsWith(foldName(query))) ?? it.shortcodes[0],
    insert: `${it.emoji} `,
  }));
}
