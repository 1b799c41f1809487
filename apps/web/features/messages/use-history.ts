import { useCallback, useEffect, useRef, useState } from "react";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";

type End = "older" | "newer";

/** Fetches a room's history: its newest page when it opens, and more as the reader comes near either end. */
export function useHistory(roomId: string) {
  const [failed, setFailed] = useState(false);
  const timeline = () => useStore.getState().view?.state?.timelines[roomId];
  const reaching = useRef(new Set<End>());
  /** The ends whose next page has not come: who waits there scrolls no further to ask again. */
  const missed = useRef(new Set<End>());
  const run = useCallback(async (fetch: () => Promise<void>) => {
    // Refused or offline: what is held stays in sight, and "try again" or the next connection asks again.
    const done = await fetch().then(
      () => true,
      () => false,
    );
    setFailed(!done);
    return done;
  }, []);
  // Once at a time for each end. What else is being fetched makes no difference: the client takes turns.
  const reach = async (end: End) => {
    if (!timeline()?.[end] || failed || reaching.current.has(end)) return;
    reaching.current.add(end);
    missed.current.add(end);
    if (await run(() => loadMore(roomId, end))) missed.current.delete(end);
    reaching.current.delete(end);
  };
  const retry = useCallback(async () => {
    const load = async () => {
      await getClient().openRoom(roomId);
      for (const end of missed.current) await loadMore(roomId, end);
    };
    if (await run(load)) missed.current.clear();
  }, [roomId, run]);
  const live = useStore(({ view }) => view?.connection.status === "live");
  useEffect(() => {
    void run(() => getClient().openRoom(roomId));
    return () => getClient().closeRoom(roomId);
  }, [roomId, run]);
  useEffect(() => {
    if (live && failed) void retry();
  }, [live, failed, retry]);
  return {
    failed,
    retry: () => void retry(),
    loadOlder: () => void reach("older"),
    loadNewer: () => void reach("newer"),
    jumpTo: (seq: number) => run(() => getClient().jumpTo(roomId, seq)),
    jumpToLatest: () => run(() => getClient().jumpToLatest(roomId)),
  };
}

function loadMore(roomId: string, end: End): Promise<void> {
  return end === "older" ? getClient().loadOlder(roomId) : getClient().loadNewer(roomId);
}
