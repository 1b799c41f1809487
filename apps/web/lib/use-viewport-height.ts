"use client";
import { useEffect } from "react";

/**
 * Keeps the app as high as what is visible. Where the virtual keyboard covers the page instead of shrinking it (iOS),
 * `--app-height` follows the visual viewport, so that the composer stays above the keyboard.
 */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const follow = () => {
      const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 80;
      if (covered) document.documentElement.style.setProperty("--app-height", `${viewport.height}px`);
      else document.documentElement.style.removeProperty("--app-height");
      // iOS scrolls the page to show the focused field; the app has made room already.
      if (covered) window.scrollTo(0, 0);
    };
    viewport.addEventListener("resize", follow);
    return () => viewport.removeEventListener("resize", follow);
  }, []);
}
