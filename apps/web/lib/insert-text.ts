/** Replaces what is selected in a text field as if it had been typed, so that undo works. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  // Deprecated, and still the only way that the browser's own undo knows of.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** The same for a stretch of the text. */
export function replaceRange(field: HTMLTextAreaElement, [start, end]: readonly [number, number], text: string): void {
  field.focus();
  field.setSelectionRange(start, end);
  insertText(field, text);
}
