import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signInAgain } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { composer, message } from "./support/chat";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

const isLookedAt = () => document.visibilityState === "visible" && document.hasFocus();

/**
 * Ways not to look at a page that is open. Each answers how to look at it again. A browser without windows hides no page
 * and leaves each the focus, so the page is told otherwise.
 */
const distractions = [
  async function hideAsInAnotherTab(page: Page) {
    const setVisibility = (state: DocumentVisibilityState) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await setVisibility("hidden");
    return () => setVisibility("visible");
  },
  async function openAnotherWindowInFront(page: Page) {
    const setFocus = (focused: boolean) =>
      page.evaluate((value) => {
        document.hasFocus = () => value;
        window.dispatchEvent(new Event(value ? "focus" : "blur"));
      }, focused);
    await setFocus(false);
    return () => setFocus(true);
  },
];

test("a page that is hidden or has not the focus marks nothing as read until it is looked at (L16)", async () => {
  const roomId = await openRoom(cast.aiko, "news", { members: [cast.ben] });
  const laptop = await stage.openPage(cast.ben, `/rooms/${roomId}`);
  const phone = await stage.openPage(await signInAgain(stage.server.url, cast.ben), "/", { phone: true });
  const onPhone = (mark: string) => phone.getByRole("link", { name: new RegExp(`news.*${mark}`, "u") });
  await phone.getByRole("link", { name: "news" }).waitFor();
  await laptop.clock.install();
  for (const distract of distractions) {
    const lookAgain = await distract(laptop);
    expect(await laptop.evaluate(isLookedAt)).toBe(false);
    const body = `Does anybody see this? ${distract.name}`;
    await sayFromElsewhere(cast.aiko, roomId, body);
    await message(laptop, body).waitFor();
    await laptop.clock.runFor(10_000);
    // A draft goes out behind whatever was to be said of the room before.
    await write(composer(laptop), "Wait for me");
    await onPhone("Draft").waitFor();
    expect(await laptop.evaluate(isLookedAt)).toBe(false);
    await onPhone("1 unread message").waitFor();

    await lookAgain();
    await onPhone("unread").waitFor({ state: "detached" });
    await write(composer(laptop), "");
    await onPhone("Draft").waitFor({ state: "detached" });
  }
});

test("on a phone, what arrives behind the room's details is read once they are closed (L16)", async () => {
  const roomId = await openRoom(cast.aiko, "backdrop", { members: [cast.ben] });
  const phone = await stage.openPage(cast.ben, `/rooms/${roomId}`, { phone: true });
  const tablet = await stage.openPage(await signInAgain(stage.server.url, cast.ben), "/", { phone: true });
  const onTablet = (mark: string) => tablet.getByRole("link", { name: new RegExp(`backdrop.*${mark}`, "u") });
  await tablet.getByRole("link", { name: "backdrop" }).waitFor();
  await phone.clock.install();
  await phone.getByRole("button", { name: "Room details" }).tap();
  const details = phone.getByRole("dialog", { name: "Room details" });
  await details.waitFor();
  await sayFromElsewhere(cast.aiko, roomId, "Does anybody see this?");
  await message(phone, "Does anybody see this?").waitFor();
  await phone.clock.runFor(10_000);
  // A draft goes out behind whatever was to be said of the room before.
  await write(phone.locator("#composer"), "Wait for me");
  await onTablet("Draft").waitFor();
  await onTablet("1 unread message").waitFor();

  await details.getByRole("button", { name: "Close details" }).tap();
  await onTablet("unread").waitFor({ state: "detached" });
});

/** Puts text into a field without the keyboard, which would be looking at the page. */
async function write(field: Locator, text: string): Promise<void> {
  await field.evaluate((element: HTMLTextAreaElement, value) => {
    // React does not see what is set on the element itself.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(element, value);
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}
