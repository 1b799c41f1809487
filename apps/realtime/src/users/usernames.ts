import { CommandError, foldUsername, limits, ROOM_MENTION, usernameSchema } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";

/** Makes a username of a display name: `Aiko Tanaka` → `aiko.tanaka`. */
export function toUsername(name: string, fallback: string): string {
  const base = foldUsername(name)
    .replace(/\s+/gu, ".")
    .replace(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}._-]|\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\.{2,}/gu, ".");
  return shorten(base, limits.usernameLength) || fallback;
}

/** The first free one of `aiko`, `aiko2`, `aiko3`… */
export async function findFreeUsername(tx: WriteTx, base: string): Promise<string> {
  const numbered = (number: number) => `${shorten(base, limits.usernameLength - `${number}`.length)}${number}`;
  for (let from = 2; ; from += 100) {
    const candidates = Array.from({ length: 100 }, (_, index) => numbered(from + index));
    if (from === 2) candidates.unshift(base);
    const taken = await listTaken(tx, candidates);
    const free = candidates.find((candidate) => !taken.has(candidate));
    if (free) return free;
  }
}

/** Refuses a username that somebody else has. */
export async function refuseTakenUsername(tx: WriteTx, username: string): Promise<void> {
  const taken = await listTaken(tx, [username]);
  if (!taken.has(username)) return;
  throw new CommandError("CONFLICT", "This username is taken.", { reason: "usernameTaken" });
}

async function listTaken(tx: WriteTx, usernames: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ username: string }>(`SELECT username FROM "user" WHERE username = ANY($1)`, [
    usernames,
  ]);
  // "@room" calls everybody, so nobody can be called that.
  return new Set([ROOM_MENTION, ...rows.map((row) => row.username)]);
}

/** Cuts to a length without splitting a character, and to a beginning and an end that a username may have. */
function shorten(text: string, length: number): string {
  const edge = /^[\p{M}._-]+|[._-]+$/gu;
  const characters = [...text.replace(edge, "")];
  while (characters.join("").length > length) characters.pop();
  // As it will be typed at sign-in: marks that what was left out stood between may have to change places.
  const { data = "" } = usernameSchema.safeParse(characters.join("").replace(edge, ""));
  return data;
}
