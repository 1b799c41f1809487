import { useEffect } from "react";
import { toPlace } from "@/lib/place";
import { useRoomEntry } from "@/store/hooks";
import { useStore } from "@/store/store";
import { useUnreadElsewhere } from "@/store/unread";

/** Names the open room in the browser's tab, with the number of rooms that have something for me. */
export function useDocumentTitle(pathname: string): void {
  const room = useRoomEntry(toPlace(pathname).roomId)?.room.name;
  const workspace = useStore(({ view }) => view?.state?.workspace.name) ?? "Hiroba";
  const unread = useUnreadElsewhere(null);
  const title = `${unread > 0 ? `(${unread}) ` : ""}${room ? `${room} · ` : ""}${workspace}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
