"use client";
import { useRef } from "react";

/** Where the focus was before the last layer: what opens in a layer's place returns there too. */
let latest: HTMLElement | null = null;

/**
 * Handlers for a Radix layer that nothing of Radix has opened: closed, it gives the focus back to where it was, unless
 * something else has taken it meanwhile.
 */
export function useFocusReturn() {
  const before = useRef<HTMLElement | null>(null);
  return {
    handleOpen: () => {
      const { activeElement: active, body } = document;
      if (active instanceof HTMLElement && active !== body) latest = active;
      before.current = latest;
    },
    handleClose: (event: Event) => {
      event.preventDefault();
      if (document.activeElement === document.body) before.current?.focus();
    },
  };
}
