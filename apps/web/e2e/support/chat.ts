import type { Locator, Page } from "playwright-core";

/** Where messages are written. */
export function composer(page: Page): Locator {
  return page.getByRole("form", { name: "Write a message" }).getByRole("textbox");
}

/** Writes a message and sends it with the keyboard. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** The room's messages. */
export function timeline(page: Page): Locator {
  return page.getByRole("log");
}

/** A message by something it says. */
export function message(page: Page, text: string | RegExp): Locator {
  return timeline(page).getByRole("article").filter({ hasText: text });
}

/** Presses a button of the bar that floats over a message under the pointer. */
export async function actOn(row: Locator, action: string): Promise<void> {
  await row.hover();
  await row.getByRole("toolbar", { name: "Message actions" }).getByRole("button", { name: action }).click();
}

/** Chooses from the menu behind the bar's three dots. */
export async function chooseFor(row: Locator, action: string): Promise<void> {
  await actOn(row, "More");
  await row.page().getByRole("menuitem", { name: action }).click();
}
