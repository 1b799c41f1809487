import { useEffect } from "react";
import { useLatest } from "@/lib/use-latest";

const listeners = new Set<(roomId: string) => void>();

/** Tells the timeline that something was just sent from here. */
export function announceSent(roomId: string): void {
  for (const listener of listeners) listener(roomId);
}

/** Hears of what is sent in a room from here: whoever writes wants to see it. */
export function useOnSent(roomId: string, onSent: () => void): void {
  const latest = useLatest(onSent);
  useEffect(() => {
    const listener = (sentTo: string) => {
      if (sentTo === roomId) latest.current();
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [roomId, latest]);
}
