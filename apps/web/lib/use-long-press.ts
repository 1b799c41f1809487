import { type MouseEvent, type PointerEvent, useRef } from "react";

const HOLD_MS = 420;
/** A finger that moves further than this scrolls. */
const SLACK_PX = 8;

/** Handlers for a long press with a finger or pen; mice have their own ways. */
export function useLongPress(onLongPress: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number; held: boolean } | null>(null);
  const cancel = () => {
    if (press.current) clearTimeout(press.current.timer);
  };
  return {
    onPointerDown: ({ pointerType, clientX: x, clientY: y, target, currentTarget }: PointerEvent) => {
      cancel();
      press.current = null;
      if (pointerType === "mouse" || !isPart(target, currentTarget)) return;
      const timer = setTimeout(() => {
        if (press.current) press.current.held = true;
        navigator.vibrate?.(8);
        onLongPress();
      }, HOLD_MS);
      press.current = { timer, x, y, held: false };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      if (press.current && Math.hypot(clientX - press.current.x, clientY - press.current.y) > SLACK_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    /** The click that ends a long press must not also follow a link. */
    onClickCapture: (event: MouseEvent) => {
      if (press.current?.held) {
        event.preventDefault();
        event.stopPropagation();
        press.current.held = false;
      }
    },
    onContextMenu: (event: MouseEvent) => {
      if (press.current?.held) event.preventDefault();
    },
  };
}

/** Not what has opened in front of it, which React counts among its children, and no field, where a long press selects. */
function isPart(target: EventTarget, whole: Element): boolean {
  return target instanceof Element && whole.contains(target) && target.closest("input, textarea") === null;
}
