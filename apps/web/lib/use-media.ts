"use client";
import { useSyncExternalStore } from "react";

/** Breakpoints of `theme.css`, for what cannot be said in CSS. */
export const media = {
  narrow: "(width < 700px)",
  wide: "(width >= 1100px)",
  touch: "(pointer: coarse)",
} as const;

/** Whether a media query holds; false while the server draws. */
export function useMedia(name: keyof typeof media): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(media[name]);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => window.matchMedia(media[name]).matches,
    () => false,
  );
}
