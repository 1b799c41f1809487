"use client";
import { useSyncExternalStore } from "react";

const SHORT_PX = 480;

/** Whether little height is left to the app: a small screen, or the virtual keyboard on one; false on the server. */
export function useShort(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.visualViewport?.addEventListener("resize", listener);
      return () => window.visualViewport?.removeEventListener("resize", listener);
    },
    isShort,
    () => false,
  );
}

/** By the visual viewport: on iOS a keyboard lies over the page, whose height stays. Zoomed in, as if it were not. */
function isShort(): boolean {
  const { height, scale } = window.visualViewport ?? { height: window.innerHeight, scale: 1 };
  return height * scale < SHORT_PX;
}
