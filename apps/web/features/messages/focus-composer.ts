import { insertText } from "@/lib/insert-text";
import { focusBehind } from "@/lib/use-focus-return";

/** The id of the composer's text field: there is one on the page. */
export const COMPOSER_ID = "composer";

/** Puts the cursor into the composer, from a layer once that has closed. */
export function focusComposer(): void {
  const composer = findComposer();
  if (composer) focusBehind(composer);
}

/** Writes at the composer's cursor, from a layer once that has closed. */
export function writeInComposer(text: string): void {
  const composer = findComposer();
  if (composer) focusBehind(composer, () => insertText(composer, text));
}

function findComposer(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>(`textarea#${COMPOSER_ID}`);
}
