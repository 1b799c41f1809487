import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { furnish } from "../screenshots/furnish";
import { letPeopleIn } from "../screenshots/people";
import { findFaintColors, findFaults } from "../support/axe";
import { type Stage, setStage } from "../support/stage";
import { type Place, type State, states } from "./states";

type Size = "desktop" | "phone";

/** Sets a stage and tells one story on it: of every state of every screen, as large as this. */
export function testEveryState(size: Size): void {
  const stage = setStage();
  let place: Place;
  beforeAll(async () => {
    place = await furnishPlace(stage.server.url);
  });

  // Not one test for each state: their pages would have to be loaded anew.
  test(`axe finds nothing wrong with any state of any screen on a ${size}`, { timeout: 300_000 }, async () => {
    const pages = await openPages(stage, place, size);
    const faults: Record<string, string[]> = {};
    for (const state of states.filter(({ only = size }) => only === size)) {
      const found = await inspect(pages[state.who], state, place).catch((error: unknown) => [String(error)]);
      if (found.length > 0) faults[state.name] = found;
    }
    expect(faults).toEqual({});
  });
}

async function furnishPlace(url: string): Promise<Place> {
  const people = await letPeopleIn(url);
  const rooms = await furnish(people);
  const archived = newId();
  await people.aiko.run("room.create", { id: archived, kind: "public", name: "last summer" });
  await people.aiko.run("room.archive", { roomId: archived });
  const invite = async (kind: "guest" | "member") =>
    (await people.aiko.run("invite.create", { id: newId(), kind })).invite.path ?? "";
  return { people, rooms, archived, invites: { guest: await invite("guest"), member: await invite("member") } };
}

async function openPages(stage: Stage, place: Place, size: Size): Promise<Record<State["who"], Page>> {
  const { aiko, dee } = place.people;
  const phone = size === "phone";
  const [ofNobody, ofAiko, ofDee] = await Promise.all(
    [null, aiko, dee].map((account) => stage.openPage(account, "/lite", { phone })),
  );
  return { nobody: ofNobody, aiko: ofAiko, dee: ofDee } as Record<State["who"], Page>;
}

async function inspect(page: Page, { path, act }: State, place: Place): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(path(place));
  await act?.(page, place);
  const faults = await findFaults(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const faint = await findFaintColors(page);
  await page.context().setOffline(false);
  return [...faults, ...faint];
}
