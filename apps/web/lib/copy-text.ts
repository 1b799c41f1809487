/** Copies text; false when the browser refuses. Plain http has no clipboard, there a selection does it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyBySelection(text);
    return true;
  } catch {
    return false;
  }
}

/** In the dialog that is open, if one is: it takes back the focus that anything outside of it gets. */
function copyBySelection(text: string): void {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  (before?.closest("[role=dialog]") ?? document.body).append(field);
  field.focus();
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new Error("Copying was refused");
}
