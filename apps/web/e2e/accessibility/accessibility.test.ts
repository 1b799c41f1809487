import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { furnish } from "../screenshots/furnish";
import { letPeopleIn } from "../screenshots/people";
import { findFaintColors, findFaults } from "../support/axe";
import { setStage } from "../support/stage";
import { type Place, type State, states } from "./states";

const stage = setStage();
let place: Place;

beforeAll(async () => {
  const people = await letPeopleIn(stage.server.url);
  const rooms = await furnish(people);
  const archived = newId();
  await people.aiko.run("room.create", { id: archived, kind: "public", name: "last summer" });
  await people.aiko.run("room.archive", { roomId: archived });
  const invite = async (kind: "guest" | "member") =>
    (await people.aiko.run("invite.create", { id: newId(), kind })).invite.path ?? "";
  place = { people, rooms, archived, invites: { guest: await invite("guest"), member: await invite("member") } };
});

// Not one test for each state: their pages would have to be loaded anew.
test.for(["desktop", "phone"] as const)(
  "axe finds nothing wrong with any state of any screen on a %s",
  { timeout: 300_000 },
  async (size) => {
    const pages = await openPages(size === "phone");
    const faults: Record<string, string[]> = {};
    for (const state of states.filter(({ only = size }) => only === size)) {
      const found = await inspect(pages[state.who], state).catch((error: unknown) => [String(error)]);
      if (found.length > 0) faults[state.name] = found;
    }
    expect(faults).toEqual({});
  },
);

async function openPages(phone: boolean): Promise<Record<State["who"], Page>> {
  const { aiko, dee } = place.people;
  const [ofNobody, ofAiko, ofDee] = await Promise.all(
    [null, aiko, dee].map((account) => stage.openPage(account, "/lite", { phone })),
  );
  return { nobody: ofNobody, aiko: ofAiko, dee: ofDee } as Record<State["who"], Page>;
}

async function inspect(page: Page, { path, act }: State): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(path(place));
  await act?.(page, place);
  const faults = await findFaults(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const faint = await findFaintColors(page);
  await page.context().setOffline(false);
  return [...faults, ...faint];
}
