"use client";
import { useSyncExternalStore } from "react";

/** Looked at again and again, since a timer until midnight stands still while the device sleeps. */
const LOOK_MS = 30_000;

/** The day on this device's calendar, as `Date.toDateString` writes it; what shows it is drawn again at midnight. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, today, today);
}

function today(): string {
  return new Date().toDateString();
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, LOOK_MS);
  return () => clearInterval(timer);
}
