import { useCallback, useEffect, useRef, useState } from "react";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";

/** Fetches a room's history: its newest page when it opens, and more as the reader comes near either end. */
export function useHistory(roomId: string) {
  const [failed, setFailed] = useState(false);
  const busy = useRef(false);
  const run = useCallback(async (fetch: () => Promise<void>) => {
    busy.current = true;
    // Refused or offline: what is held stays in sight, and "try again" or the next connection asks again.
    const done = await fetch().then(
      () => true,
      () => false,
    );
    busy.current = false;
    setFailed(!done);
    return done;
  }, []);
  const live = useStore(({ view }) => view?.connection.status === "live");
  useEffect(() => {
    void run(() => getClient().openRoom(roomId));
    return () => getClient().closeRoom(roomId);
  }, [roomId, run]);
  useEffect(() => {
    if (live && failed) void run(() => getClient().openRoom(roomId));
  }, [live, failed, roomId, run]);
  const timeline = () => useStore.getState().view?.state?.timelines[roomId];
  return {
    failed,
    retry: () => void run(() => getClient().openRoom(roomId)),
    loadOlder: () => {
      if (timeline()?.older && !failed && !busy.current) void run(() => getClient().loadOlder(roomId));
    },
    loadNewer: () => {
      if (timeline()?.newer && !failed && !busy.current) void run(() => getClient().loadNewer(roomId));
    },
    jumpTo: (seq: number) => run(() => getClient().jumpTo(roomId, seq)),
    jumpToLatest: () => run(() => getClient().jumpToLatest(roomId)),
  };
}
