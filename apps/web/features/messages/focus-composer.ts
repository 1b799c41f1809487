/** The id of the composer's text field: there is one on the page. */
export const COMPOSER_ID = "composer";

/** Puts the cursor into the composer. */
export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}
