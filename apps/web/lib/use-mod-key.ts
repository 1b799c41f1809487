"use client";
import { useSyncExternalStore } from "react";

/** Whether the main modifier key is held. */
export function isMod({ metaKey, ctrlKey }: { metaKey: boolean; ctrlKey: boolean }): boolean {
  return isApple() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
}

const never = () => () => {};

/** How the main modifier key is written here: `⌘` on Apple's devices, `Ctrl+` elsewhere. */
export function useModKey(): string {
  return useSyncExternalStore(
    never,
    () => (isApple() ? "⌘" : "Ctrl+"),
    () => "Ctrl+",
  );
}

function isApple(): boolean {
  return /mac|iphone|ipad/iu.test(navigator.userAgent);
}
