"use client";
import { useRef } from "react";

/** Where the focus was before the last layer: what opens in a layer's place returns there too. */
let latest: HTMLElement | null = null;
/** What gives the focus on once the layer that is open, and keeps it, has closed. */
let takeFocus: (() => void) | null = null;

/** Gives an element the focus and goes on from there; from within a dialog as soon as that has closed. */
export function focusBehind(element: HTMLElement, goOn = () => {}): void {
  const take = () => {
    element.focus();
    goOn();
  };
  if (document.activeElement?.closest("[aria-modal=true]")) takeFocus = take;
  else take();
}

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
      takeFocus = null;
    },
    handleClose: (event: Event) => {
      event.preventDefault();
      if (takeFocus) takeFocus();
      else if (document.activeElement === document.body) before.current?.focus();
      takeFocus = null;
    },
  };
}
