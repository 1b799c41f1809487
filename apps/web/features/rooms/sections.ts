import type { RoomEntry } from "@hiroba/protocol";

export type SectionName = "unread" | "starred" | "rooms";
export type Sections = Record<SectionName, string[]>;

type SectionsInput = {
  entries: readonly RoomEntry[];
  unread: (entry: RoomEntry) => { unread: number; mentions: number };
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

function sectionOf(
  entry: RoomEntry,
  counts: { unread: number; mentions: number },
  open: SectionsInput["open"],
): SectionName {
  const { muted, starred } = entry.membership;
  const isUnread =
    entry.room.id === open?.roomId ? open.wasUnread : counts.mentions > 0 || (counts.unread > 0 && !muted);
  if (isUnread) return "unread";
  return starred ? "starred" : "rooms";
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function byName(left: RoomEntry, right: RoomEntry): number {
  return (
    Number(left.membership.muted) - Number(right.membership.muted) || collator.compare(left.room.name, right.room.name)
  );
}
