import { useCallback, useEffect, useRef, useState } from "react";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";

/** Fetches a room's history: its newest page when it opens, and more as the reader comes near either end. */
export function useHistory(roomId: string) {
  const [failed, setFailed] = useState(false);
  const timeline = () => useStore.getState().view?.state?.timelines[roomId];
  const reaching = useRef(new Set<"older" | "newer">());
  const run = useCallback(async (fetch: () => Promise<void>) => {
    // Refused or offline: what is held stays in sight, and "try again" or the next connection asks again.
    const done = await fetch().then(
      () => true,
      () => false,
    );
    setFailed(!done);
    return done;
  }, []);
  // Once at a time for each end. What else is being fetched makes no difference: the client takes turns, and a reader who
  // waits at the top scrolls no further to ask again.
  const reach = async (end: "older" | "newer", fetch: () => Promise<void>) => {
    if (!timeline()?.[end] || failed || reaching.current.has(end)) return;
    reaching.current.add(end);
    await run(fetch);
    reaching.current.delete(end);
  };
  const live = useStore(({ view }) => view?.connection.status === "live");
  useEffect(() => {
    void run(() => getClient().openRoom(roomId));
    return () => getClient().closeRoom(roomId);
  }, [roomId, run]);
  useEffect(() => {
    if (live && failed) void run(() => getClient().openRoom(roomId));
  }, [live, failed, roomId, run]);
  return {
    failed,
    retry: () => void run(() => getClient().openRoom(roomId)),
    loadOlder: () => void reach("older", () => getClient().loadOlder(roomId)),
    loadNewer: () => void reach("newer", () => getClient().loadNewer(roomId)),
    jumpTo: (seq: number) => run(() => getClient().jumpTo(roomId, seq)),
    jumpToLatest: () => run(() => getClient().jumpToLatest(roomId)),
  };
}
