import type { TransportName } from "@hiroba/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Lane } from "./lanes";

/** How long each message sent from this page took to each lane, in milliseconds, in order of arrival. */
export type Arrivals = Readonly<Partial<Record<TransportName, ReadonlyMap<string, number>>>>;

/** Measures from `noteSent`, which is to be called just before a message is sent, to its appearance in each lane. */
export function useArrivals(lanes: readonly Lane[]) {
  const sentAt = useRef(new Map<string, number>());
  const [arrivals, setArrivals] = useState<Arrivals>({});
  const noteSent = useCallback((messageId: string) => void sentAt.current.set(messageId, performance.now()), []);

  useEffect(() => {
    const leave = lanes.map(({ transport, client }) => {
      const seen = new Map<string, number>();
      return client.subscribe(() => {
        const now = performance.now();
        const messages = client.getView().state?.messages ?? {};
        const fresh = [...sentAt.current].filter(([id]) => messages[id] && !seen.has(id));
        if (fresh.length === 0) return;
        for (const [id, at] of fresh) seen.set(id, now - at);
        setArrivals((before) => ({ ...before, [transport]: new Map(seen) }));
      });
    });
    return () => {
      for (const stop of leave) stop();
    };
  }, [lanes]);
  return { arrivals, noteSent };
}
