import { useMemo, useState } from "react";
import { useStore } from "@/store/store";
import { countUnread } from "@/store/unread";
import { type Sections, toSections } from "./sections";

type Open = { roomId: string; wasUnread: boolean } | null;

/** The rooms of the list, by section; null until anything is known. */
export function useSections(openId: string | null): Sections | null {
  const view = useStore((store) => store.view);
  const rooms = view?.state?.rooms;
  const outbox = view?.outbox;
  const [open, setOpen] = useState<Open>(null);
  const entry = openId ? rooms?.[openId] : undefined;
  if (view && openId && entry && open?.roomId !== openId) {
    const { unread, mentions } = countUnread(view, entry);
    setOpen({ roomId: openId, wasUnread: mentions > 0 || (unread > 0 && !entry.membership.muted) });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the view, only rooms and outbox count here.
  return useMemo(() => {
    if (!view || !rooms) return null;
    return toSections({ entries: Object.values(rooms), unread: (it) => countUnread(view, it), open });
  }, [rooms, outbox, open]);
}
