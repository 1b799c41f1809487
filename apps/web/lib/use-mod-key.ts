"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** How the main modifier key is written here: `⌘` on Apple's devices, `Ctrl+` elsewhere. */
export function useModKey(): string {
  return useSyncExternalStore(
    never,
    () => (/mac|iphone|ipad/iu.test(navigator.userAgent) ? "⌘" : "Ctrl+"),
    () => "Ctrl+",
  );
}
