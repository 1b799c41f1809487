"use client";
import { useEffect } from "react";
import { isDevelopment } from "@/lib/env";

/** Lets this device open Hiroba without the network from now on (see `public/sw.js`). Plain http cannot: it needs TLS. */
export function useOfflineShell(): void {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    // Private windows and blocked storage refuse; everything but opening offline works all the same.
    (isDevelopment ? forgetWorkers() : register()).catch(() => undefined);
  }, []);
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  // This page was loaded before the worker could keep it.
  active?.postMessage({ type: "keep", urls: [window.location.href, ...listLoaded()] });
  await loadForLater();
  active?.postMessage({ type: "keep", urls: listLoaded() });
}

function listLoaded(): string[] {
  return performance.getEntriesByType("resource").map(({ name }) => name);
}

/** What is loaded on demand, and wanted without a network too. */
async function loadForLater(): Promise<void> {
  await Promise.all([import("@/features/connection/connection-panel"), import("@/features/settings/settings-screen")]);
}

/** The files of `next dev` keep their names while their content changes: a worker would bring back old ones. */
async function forgetWorkers(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
}
