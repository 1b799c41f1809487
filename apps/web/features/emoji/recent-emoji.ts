import { toQualifiedEmoji } from "@hiroba/protocol";
import { useSyncExternalStore } from "react";
import { keptInBrowser } from "@/lib/storage";

const kept = keptInBrowser("hiroba:recent-emoji");
const KEPT = 24;
const QUICK = 5;
const usual = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];
const none: readonly string[] = [];

const listeners = new Set<() => void>();
let held: readonly string[] | undefined;

/** Remembers on this device that an emoji was used, newest first. */
export function rememberEmoji(emoji: string): void {
  held = [emoji, ...read().filter((it) => it !== emoji)].slice(0, KEPT);
  kept.write(held);
  for (const listener of listeners) listener();
}

/** The emoji used lately on this device, newest first. */
export function useRecentEmoji(): readonly string[] {
  return useSyncExternalStore(subscribe, read, () => none);
}

/** A handful to react with at once: those used lately, filled up with the usual ones. */
export function useQuickEmoji(): readonly string[] {
  return [...new Set([...useRecentEmoji(), ...usual])].slice(0, QUICK);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): readonly string[] {
  held ??= parse();
  return held;
}

function parse(): readonly string[] {
  const stored = kept.read();
  if (!Array.isArray(stored)) return none;
  return [...new Set(stored.filter((it) => typeof it === "string").map(toQualifiedEmoji))];
}
