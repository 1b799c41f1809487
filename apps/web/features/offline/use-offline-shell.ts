"use client";
import { useEffect } from "react";
import { isDevelopment } from "@/lib/env";

/** Lets this device open Hiroba without the network from now on (see `public/sw.js`). Plain http cannot: it needs TLS. */
export function useOfflineShell(): void {
  useEffect(() => {
    if (isDevelopment || !("serviceWorker" in navigator)) return;
    // Private windows and blocked storage refuse; everything but opening offline works all the same.
    register().catch(() => undefined);
  }, []);
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  // This page was loaded before the worker could keep it.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage({ type: "keep", urls: [window.location.href, ...loaded] });
}
