import { newId } from "@hiroba/protocol";
import type { Page } from "playwright-core";
import type { Rooms } from "../screenshots/furnish";
import type { People } from "../screenshots/people";
import { actOn, composer, message, timeline } from "../support/chat";

/** The place that the states are reached in. */
export type Place = { people: People; rooms: Rooms; invites: { guest: string; member: string }; archived: string };

/** Something that the app can show: who looks, where, and what they do to see it. */
export type State = {
  name: string;
  who: "nobody" | "aiko" | "dee";
  path: (place: Place) => string;
  act?: (page: Page, place: Place) => Promise<unknown>;
  /** Where it exists; on both unless told. */
  only?: "desktop" | "phone";
};

const doors: State[] = [
  { name: "sign-in", who: "nobody", path: () => "/sign-in", act: (page) => page.getByLabel("Username").waitFor() },
  {
    name: "a refused sign-in, with the help open",
    who: "nobody",
    path: () => "/sign-in",
    act: async (page) => {
      await page.getByLabel("Username").fill("ben");
      await page.getByLabel("Password", { exact: true }).fill("wrong horse");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByText("The username or the password is not right.").waitFor();
      await page.getByText("Without a password, or forgot it?").click();
    },
  },
  {
    name: "an invite for guests",
    who: "nobody",
    path: ({ invites }) => invites.guest,
    act: (page) => page.getByLabel("Your name").waitFor(),
  },
  {
    name: "an invite for members, with problems",
    who: "nobody",
    path: ({ invites }) => invites.member,
    act: async (page) => {
      await page.getByRole("button", { name: "Join" }).click();
      await page.getByText("Please enter a password.").waitFor();
    },
  },
  {
    name: "an invite for somebody who is in",
    who: "aiko",
    path: ({ invites }) => invites.guest,
    act: (page) => page.getByRole("button", { name: /Join the room/ }).waitFor(),
  },
  {
    name: "an invite that ended",
    who: "nobody",
    path: () => "/join/nothing",
    act: (page) => page.getByText("This invite no longer works").waitFor(),
  },
  {
    name: "a device link",
    who: "nobody",
    path: () => "/link/nothing",
    act: (page) => page.getByRole("button", { name: "Continue on this device" }).waitFor(),
  },
  {
    name: "a device link that ended",
    who: "nobody",
    path: () => "/link/nothing",
    act: async (page) => {
      await page.getByRole("button", { name: "Continue on this device" }).click();
      await page.getByText("This link no longer works").waitFor();
    },
  },
  { name: "a page that is not there", who: "nobody", path: () => "/nowhere" },
];

const room: State["path"] = ({ rooms }) => `/rooms/${rooms.garden}`;

/** Something of a room full of messages. */
function inRoom(name: string, act: State["act"], rest: Partial<State> = {}): State {
  return {
    name,
    who: "aiko",
    path: room,
    act: async (page, place) => {
      await message(page, "see you at nine").waitFor();
      await act?.(page, place);
    },
    ...rest,
  };
}

const talk: State[] = [
  inRoom("a room", undefined),
  inRoom("a room, as a guest", undefined, { who: "dee" }),
  inRoom("a message under the pointer", (page) => message(page, "see you at nine").hover(), { only: "desktop" }),
  inRoom("a message's menu", (page) => actOn(message(page, "see you at nine"), "More"), { only: "desktop" }),
  inRoom("a message's actions", async (page) => {
    await message(page, "see you at nine").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
  }),
  inRoom("what a message said before", async (page) => {
    await message(page, "the tea and the cups").getByRole("button", { name: "edited" }).press("Enter");
    await page.getByRole("dialog").getByText("I bring the tea.").waitFor();
  }),
  inRoom("a message being changed", async (page) => {
    await composer(page).press("ArrowUp");
    await timeline(page).getByRole("textbox").waitFor();
  }),
  inRoom("a message about to be deleted", async (page) => {
    await message(page, "see you at nine").focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog").waitFor();
  }),
  inRoom("a reply being written, with the formatting open", async (page) => {
    // What answers it, from the run on another screen, quotes it.
    await message(page, "Plan for Saturday").first().focus();
    await page.keyboard.press("r");
    await page.getByText("Replying to").waitFor();
    await page.getByRole("button", { name: "Formatting" }).click();
  }),
  inRoom("a name being completed", async (page) => {
    await composer(page).pressSequentially("@");
    await page.getByRole("listbox", { name: "Suggestions" }).waitFor();
  }),
  inRoom("all emoji", async (page) => {
    await page.getByRole("form").getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("option").first().waitFor();
  }),
  inRoom("a room's details", (page) => page.getByRole("button", { name: "Room details" }).click()),
  inRoom("a room's name being changed", async (page) => {
    await page.getByRole("button", { name: "Room details" }).click();
    await page.getByRole("button", { name: "Edit name and topic" }).click();
  }),
  inRoom("people being added", async (page) => {
    await page.getByRole("button", { name: "Room details" }).click();
    await page.getByRole("button", { name: "Add people" }).click();
    await page.getByRole("searchbox", { name: "Find a person" }).waitFor();
  }),
  inRoom("a room about to be left", async (page) => {
    await page.getByRole("button", { name: "Room details" }).click();
    await page.getByRole("button", { name: "Leave room" }).click();
    await page.getByRole("dialog", { name: /^Leave/ }).waitFor();
  }),
  inRoom("somebody's profile", async (page) => {
    await page.getByRole("button", { name: "Room details" }).click();
    await page
      .getByRole("region", { name: "Members" })
      .getByRole("button", { name: /Ben Okafor/ })
      .first()
      .click();
    await page.getByRole("dialog", { name: "Ben Okafor" }).waitFor();
  }),
  inRoom("a message that waits", async (page) => {
    await page.context().setOffline(true);
    await composer(page).fill("Written in a tunnel");
    await page.getByRole("button", { name: "Send" }).click();
    await message(page, "Written in a tunnel").getByText("Waiting to be sent").waitFor();
  }),
  inRoom("a message that was refused", async (page, { people, rooms }) => {
    await page.context().setOffline(true);
    await composer(page).fill("Written too late");
    await page.getByRole("button", { name: "Send" }).click();
    await people.aiko.run("room.archive", { roomId: rooms.garden });
    await page.context().setOffline(false);
    await message(page, "Written too late").getByText("Not sent.").waitFor();
    await people.aiko.run("room.archive", { roomId: rooms.garden, archived: false });
    await composer(page).waitFor();
    await message(page, "Written too late").getByRole("button", { name: "Discard" }).waitFor();
  }),
  {
    name: "an empty room",
    who: "aiko",
    path: () => "/",
    act: async (page, { people }) => {
      const id = newId();
      await people.aiko.run("room.create", { id, kind: "private", name: "empty" });
      await page.goto(`/rooms/${id}`);
      await page.getByRole("heading", { name: /This is where/ }).waitFor();
    },
  },
  {
    name: "an archived room",
    who: "aiko",
    path: ({ archived }) => `/rooms/${archived}`,
    act: (page) => page.getByText("This room is archived").waitFor(),
  },
  {
    name: "a room that one is not in",
    who: "aiko",
    path: () => `/rooms/${newId()}`,
    act: (page) => page.getByText("You are not in this room").waitFor(),
  },
];

/** Something over the list of rooms. */
function overList(name: string, act: State["act"]): State {
  return {
    name,
    who: "aiko",
    path: () => "/",
    act: async (page, place) => {
      await page.getByRole("navigation", { name: "Rooms" }).getByRole("link").first().waitFor();
      await act?.(page, place);
    },
  };
}

const shell: State[] = [
  overList("the list of rooms", undefined),
  overList("the search", async (page) => {
    await page.getByRole("button", { name: /^Jump to/ }).click();
    await page.getByRole("option").first().waitFor();
  }),
  overList("a search that finds nothing", async (page) => {
    await page.getByRole("button", { name: /^Jump to/ }).click();
    await page.getByRole("combobox").fill("zzzz");
    await page.getByText("Messages cannot be searched yet.").waitFor();
  }),
  overList("the workspace's menu", async (page) => {
    await page.getByRole("button", { name: "Aoba Library" }).click();
    await page.getByRole("menu").waitFor();
  }),
  overList("a room being made", async (page) => {
    await page.getByRole("button", { name: "Add a room" }).click();
    await page.getByRole("menuitem", { name: "Create a room" }).click();
    await page.getByRole("dialog").waitFor();
  }),
  overList("rooms to join", async (page) => {
    await page.getByRole("button", { name: "Add a room" }).click();
    await page.getByRole("menuitem", { name: "Browse rooms" }).click();
    await page.getByRole("button", { name: /^Open/ }).first().waitFor();
  }),
  overList("the connection", async (page) => {
    await page.getByRole("button", { name: /^Connection/ }).click();
    await page.getByRole("dialog").waitFor();
  }),
  overList("an invite being made, and made", async (page) => {
    await page.getByRole("button", { name: "Aoba Library" }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByRole("img", { name: /QR/ }).waitFor();
  }),
];

const sections = ["profile", "appearance", "devices", "password", "tokens", "invites", "people", "workspace"];

const settings: State[] = [
  ...sections.map(
    (section): State => ({
      name: `settings: ${section}`,
      who: "aiko",
      path: () => `/settings/${section}`,
      act: (page) => page.getByRole("main").getByRole("heading").first().waitFor(),
    }),
  ),
  { name: "settings: all", who: "aiko", path: () => "/settings", only: "phone" },
  {
    name: "settings: a code for another device",
    who: "aiko",
    path: () => "/settings/devices",
    act: async (page) => {
      await page.getByRole("button", { name: "Continue on another device" }).click();
      await page.getByRole("img", { name: /QR/ }).waitFor();
    },
  },
  {
    name: "settings: a new token",
    who: "aiko",
    path: () => "/settings/tokens",
    act: async (page) => {
      await page.getByLabel("What is it for?").fill("Weather bot");
      await page.getByRole("button", { name: "Create token" }).click();
      await page.getByText("Copy it now").waitFor();
    },
  },
  {
    name: "settings: signing out",
    who: "dee",
    path: () => "/settings/devices",
    act: async (page) => {
      await page.getByRole("button", { name: "Sign out: This device" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
];

const others: State[] = [
  {
    name: "the transports",
    who: "aiko",
    path: () => "/transports",
    act: (page) => page.getByText("All of them hold the same.").waitFor(),
  },
  { name: "lite: sign-in", who: "nobody", path: () => "/lite" },
  { name: "lite: rooms", who: "aiko", path: () => "/lite" },
  { name: "lite: a room", who: "aiko", path: ({ rooms }) => `/lite/rooms/${rooms.garden}?view=plain` },
];

/** Every screen, in every state worth telling apart. */
export const states = [...doors, ...talk, ...shell, ...settings, ...others];
