import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signInAgain } from "./support/account";
import { type Cast, moveIn, openRoom, sayFromElsewhere } from "./support/cast";
import { routes, toRoute } from "./support/pages";
import { setStage } from "./support/stage";

/*
 * Everything that can be called by a name is called by markup, and every page that shows names is opened: what is less
 * looked at, such as settings, forgets to escape as soon as the timeline does. The stage counts what the content security
 * policy has to stop as a fault, so that an escape which is missing shows though its script does not run.
 */

const stage = setStage();
const hostile = (what: string) => `${what}'"><img class=injected src=x onerror=ran=1>{x}`;
const names = {
  workspace: hostile("Square"),
  aiko: hostile("Aiko"),
  ben: hostile("Ben"),
  chika: hostile("Chika"),
  den: hostile("Den"),
  topic: hostile("Topic"),
  field: hostile("Field"),
  message: hostile("Message"),
  token: hostile("Token"),
};
let cast: Cast;
let denId: string;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
  const { aiko, ben, chika } = cast;
  await aiko.run("workspace.update", { name: names.workspace });
  for (const [name, { run }] of Object.entries({ aiko, ben, chika }))
    await run("user.updateProfile", { name: names[name as "aiko"] });
  denId = await openRoom(aiko, names.den, { kind: "private", members: [ben], topic: names.topic });
  await openRoom(ben, names.field);
  await aiko.run("token.create", { id: newId(), name: names.token });
  const messageId = await sayFromElsewhere(ben, denId, names.message);
  await aiko.run("reaction.add", { messageId, emoji: "🎉" });
  await aiko.run("message.send", { id: newId(), roomId: denId, body: "@ben, what is this?", replyToId: messageId });
});

/** The routes of the pages that were looked at. */
const seen = new Set<string | undefined>();

/** Waits until a page says each of these, in text, in a field, or to a screen reader, and sees that they are only said. */
async function says(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) await expect.poll(() => page.evaluate(readWords)).toContain(text);
  expect(await page.evaluate(readInjected)).toEqual({ elements: 0, ran: false });
  seen.add(toRoute(page.url()));
}

function readInjected() {
  return { elements: document.querySelectorAll(".injected").length, ran: "ran" in window };
}

function readWords(): string {
  const elements = [...document.querySelectorAll<HTMLInputElement>("*")];
  const attributes = elements.flatMap((element) => [element.value, element.title, element.ariaLabel]);
  return [document.title, document.body.textContent, ...attributes].join("\n");
}

test("names of markup are only names in the room, its details, its dialogs and the palette", async () => {
  const page = await stage.openPage(cast.aiko, `/rooms/${denId}`);
  await says(page, names.workspace, names.den, names.topic, names.ben, names.message);
  await cast.ben.run("typing.set", { roomId: denId, typing: true });
  await says(page, `${names.ben} is typing`);
  await page.getByRole("button", { name: "Room details" }).click();
  await says(page, names.aiko);
  await page.getByRole("button", { name: "Add people" }).click();
  await says(page, names.chika);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a room" }).click();
  await page.getByRole("menuitem", { name: "Browse rooms" }).click();
  await says(page, names.field);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Den");
  await says(page, names.den);
});

test("and in the settings, an administrator's too, and where transports are compared", async () => {
  const { aiko } = cast;
  await aiko.run("invite.create", { id: newId(), kind: "guest", roomIds: [denId] });
  const page = await stage.openPage(await signInAgain(stage.server.url, aiko, hostile("Firefox")), "/settings/profile");
  await says(page, names.aiko);
  const sections = {
    appearance: "Appearance",
    password: "Password",
    devices: "This device",
    tokens: names.token,
    invites: names.den,
    people: names.chika,
    workspace: names.workspace,
  };
  for (const [section, text] of Object.entries(sections)) {
    await page.goto(`/settings/${section}`);
    await says(page, text);
  }
  for (const [place, text] of Object.entries({
    "/transports": names.den,
    "/settings": names.aiko,
    "/": names.workspace,
  })) {
    await page.goto(place);
    await says(page, text);
    // It may lead on to a room.
    seen.add(toRoute(place));
  }
});

test("and at the doors, before anybody has signed in", async () => {
  const { invite } = await cast.aiko.run("invite.create", { id: newId(), kind: "member", roomIds: [denId] });
  const { path } = await cast.aiko.run("deviceLink.create", {});
  const page = await stage.openPage(null, invite.path ?? "");
  await says(page, names.workspace, names.aiko, names.den);
  for (const door of [path, "/sign-in"]) {
    await page.goto(door);
    await says(page, names.workspace);
  }
});

test("every page there is was looked at, but the one that is there before anything has a name", () => {
  expect(routes.filter((route) => !seen.has(route))).toEqual(["/set-up"]);
});

test("a name that is more than a name would be noticed", async () => {
  const page = await stage.openPage(null, "/sign-in", { breaks: true });
  await says(page, names.workspace);
  await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), names.den);
  expect(await page.evaluate(readInjected)).toEqual({ elements: 1, ran: false });
});
