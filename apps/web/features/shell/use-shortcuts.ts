import { useEffect } from "react";
import { focusComposer } from "@/features/messages/focus-composer";
import { useStore } from "@/store/store";
import { closeOverlay, openOverlay } from "@/store/ui";

/** Keys that work anywhere: Ctrl or Cmd K searches, and plain typing goes to the composer, after a click on a message too. */
export function useShortcuts(): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        if (useStore.getState().overlay?.name === "palette") closeOverlay();
        else openOverlay({ name: "palette" });
      } else if (document.activeElement === document.body && isTyping(event)) focusComposer();
    };
    window.addEventListener("keydown", handleKeyDown);
    window.addEventListener("mouseup", leaveMessage);
    return () => {
      window.removeEventListener("keydown", handleKeyDown);
      window.removeEventListener("mouseup", leaveMessage);
    };
  }, []);
}

/** A click puts the focus on a message without a sign of it: its keys are for those who have gone there by keyboard. */
function leaveMessage(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.dataset.message !== undefined) activeElement.blur();
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
}

function isTyping(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
}
