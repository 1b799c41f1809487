import { useEffect } from "react";
import { useScreenActive } from "@/lib/use-screen-active";
import { getClient } from "@/store/client";

/** Tells the others whether this screen is being looked at. */
export function usePresenceSignal(): void {
  const active = useScreenActive();
  useEffect(() => getClient().setActive(active), [active]);
}
