import type { OutboxItem } from "@hiroba/client";
import { callsMe } from "@hiroba/protocol";
import { useMemo, useState } from "react";
import { useStore } from "@/store/store";
import { countUnread } from "@/store/unread";
import { type Sections, toSections } from "./sections";

type Open = { roomId: string; wasUnread: boolean } | null;
const nothing: readonly OutboxItem[] = [];

/** The rooms of the list, by section; null until anything is known. */
export function useSections(openId: string | null): Sections | null {
  const rooms = useStore(({ view }) => view?.state?.rooms);
  const outbox = useStore(({ view }) => view?.outbox ?? nothing);
  const [open, setOpen] = useState<Open>(null);
  const entry = openId ? rooms?.[openId] : undefined;
  if (openId && entry && open?.roomId !== openId) {
    setOpen({ roomId: openId, wasUnread: callsMe(entry, countUnread(outbox, entry)) });
  }
  return useMemo(() => {
    if (!rooms) return null;
    return toSections({ entries: Object.values(rooms), unread: (it) => countUnread(outbox, it), open });
  }, [rooms, outbox, open]);
}
