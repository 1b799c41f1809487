import { callsMe, type RoomEntry, type Unread } from "@hiroba/protocol";
import { compareNames } from "@/lib/names";

export type SectionName = "unread" | "starred" | "rooms";
export type Sections = Record<SectionName, string[]>;

type SectionsInput = {
  entries: readonly RoomEntry[];
  unread: (entry: RoomEntry) => Unread;
  /** The open room and the section it was opened in: it keeps its place until another is opened. */
  open: { roomId: string; wasUnread: boolean } | null;
};

/** My rooms in the order of the list: what is unread first, then the starred, then the rest, each by name. */
export function toSections({ entries, unread, open }: SectionsInput): Sections {
  const sections: Sections = { unread: [], starred: [], rooms: [] };
  for (const entry of [...entries].sort(byName)) {
    const { id, archived } = entry.room;
    if (archived && id !== open?.roomId) continue;
    sections[sectionOf(entry, unread(entry), open)].push(id);
  }
  return sections;
}

/** The room a step down (1) or up (-1) the list from the open one, past its ends to the other; null if there is none. */
export function stepRoom(ids: readonly string[], openId: string | null, step: 1 | -1): string | null {
  const at = openId === null ? -1 : ids.indexOf(openId);
  const from = at < 0 && step < 0 ? 0 : at;
  const next = ids.at((from + step) % ids.length);
  return next === undefined || next === openId ? null : next;
}

function sectionOf(entry: RoomEntry, counts: Unread, open: SectionsInput["open"]): SectionName {
  const isUnread = entry.room.id === open?.roomId ? open.wasUnread : callsMe(entry, counts);
  if (isUnread) return "unread";
  return entry.membership.starred ? "starred" : "rooms";
}

function byName(left: RoomEntry, right: RoomEntry): number {
  return (
    Number(left.membership.muted) - Number(right.membership.muted) || compareNames(left.room.name, right.room.name)
  );
}
