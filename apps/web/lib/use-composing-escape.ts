import { useEffect } from "react";
import { isTakenByInputMethod } from "./use-enter-key";

/**
 * An Escape that takes back what is composed is the input method's: nobody else hears of it, or it would close the dialog
 * that is written in. Before everybody, since what lies over the page listens at the document, and first.
 */
export function useComposingEscape(): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if ((event.key === "Escape" || event.code === "Escape") && isTakenByInputMethod(event)) event.stopPropagation();
    };
    window.addEventListener("keydown", handleKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", handleKeyDown, { capture: true });
  }, []);
}
