import type { Page } from "playwright-core";
import type { Look } from "./camera";
import type { Rooms } from "./furnish";

/** What a picture shows: where it is taken, and what is done there first. */
export type Scene = {
  screen: string;
  looks: readonly Look[];
  /** Who looks: nobody is signed in, or the owner is. */
  viewer: "nobody" | "aiko";
  path: (at: { rooms: Rooms; language: Look["language"]; invitePath: string }) => string;
  prepare?: (page: Page) => Promise<void>;
};

const looks = (...names: string[]): Look[] => names.map((name) => parseLook(name));
const everyLook = ["desktop", "phone"].flatMap((size) =>
  ["light", "dark"].flatMap((light) => ["en", "ja"].map((language) => `${size}-${light}-${language}`)),
);

const chat: Scene["path"] = ({ rooms, language }) => `/rooms/${language === "ja" ? rooms.readingCircle : rooms.garden}`;

/** Where the list of rooms is in sight: beside a room on a desktop, alone on a phone. */
const listOrChat: Scene["path"] = (at) => (at.language === "ja" ? "/" : chat(at));

const inside: readonly Scene[] = [
  { screen: "chat", looks: looks(...everyLook), viewer: "aiko", path: chat, prepare: waitForTimeline },
  {
    screen: "rooms",
    looks: looks("phone-light-en", "phone-dark-ja"),
    viewer: "aiko",
    path: () => "/",
    prepare: (page) =>
      page
        .getByRole("navigation", { name: /Rooms|ルーム/ })
        .getByRole("link")
        .first()
        .waitFor(),
  },
  {
    screen: "details",
    looks: looks("desktop-light-en", "phone-dark-ja"),
    viewer: "aiko",
    path: chat,
    prepare: async (page) => {
      await waitForTimeline(page);
      await page.getByRole("button", { name: /^(Room details|ルームの詳細)$/ }).click();
    },
  },
  {
    screen: "emoji",
    looks: looks("desktop-dark-en"),
    viewer: "aiko",
    path: chat,
    prepare: async (page) => {
      await waitForTimeline(page);
      await page.getByRole("form").getByRole("button", { name: "Emoji" }).click();
      await page.getByRole("searchbox").or(page.getByPlaceholder("Search emoji")).first().waitFor();
    },
  },
  {
    screen: "actions",
    looks: looks("phone-light-ja"),
    viewer: "aiko",
    path: chat,
    prepare: async (page) => {
      await waitForTimeline(page);
      await page.getByRole("article").last().focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    screen: "create-room",
    looks: looks("desktop-dark-en", "phone-light-ja"),
    viewer: "aiko",
    path: listOrChat,
    prepare: async (page) => {
      await page.getByRole("button", { name: /^(Add a room|ルームを追加)$/ }).click();
      await page.getByRole("menuitem").nth(1).click();
      await page.getByRole("dialog").getByRole("textbox").first().fill("kitchen");
    },
  },
  {
    screen: "invite",
    looks: looks("desktop-light-en", "phone-dark-ja"),
    viewer: "aiko",
    path: () => "/settings/invites",
    prepare: async (page) => {
      await page.getByRole("button", { name: /^(Create link|リンクを作成|リンクを作る)$/ }).click();
      await page.getByRole("img", { name: /QR/ }).waitFor();
    },
  },
  ...["profile", "devices", "tokens", "people"].map((section) => settings(section)),
  {
    screen: "connection",
    looks: looks("desktop-light-en", "phone-dark-ja"),
    viewer: "aiko",
    path: listOrChat,
    prepare: async (page) => {
      await page.getByRole("button", { name: /^(Connection|接続)/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    screen: "transports",
    looks: looks("desktop-dark-en", "phone-light-ja"),
    viewer: "aiko",
    path: () => "/transports",
    prepare: sendEverywhere,
  },
  { screen: "lite", looks: looks("desktop-light-en", "phone-dark-ja"), viewer: "aiko", path: () => "/lite" },
];

const outside: readonly Scene[] = [
  entry("sign-in", "/sign-in", "desktop-light-en", "phone-dark-ja"),
  { ...entry("join", "/", "desktop-dark-en", "phone-light-ja"), path: ({ invitePath }) => invitePath },
];

/** All that is taken once the place is furnished. */
export const scenes = [...inside, ...outside];

/** Taken before anybody is there. */
export const setUpScene = entry("set-up", "/set-up", "desktop-light-en", "phone-dark-ja");

/** Waits until the newest message is drawn. */
export async function waitForTimeline(page: Page): Promise<void> {
  await page.getByRole("log").getByRole("article").last().waitFor();
}

/** Lets something arrive over every transport, and shows where it did. */
async function sendEverywhere(page: Page): Promise<void> {
  await page.getByRole("combobox").selectOption({ label: "trains" });
  const field = page.getByRole("textbox").first();
  await page.getByText(/^(All of them hold the same|すべての欄が同じ内容です)/).waitFor();
  await field.fill("Does this arrive everywhere?");
  await field.press("Enter");
  await page.waitForTimeout(3_500);
  await page.mouse.wheel(0, 250);
}

function settings(section: string): Scene {
  return {
    screen: `settings-${section}`,
    looks: looks("desktop-light-en", "phone-dark-ja"),
    viewer: "aiko",
    path: () => `/settings/${section}`,
    prepare: (page) => page.getByRole("main").getByRole("heading").first().waitFor(),
  };
}

function entry(screen: string, path: string, ...names: string[]): Scene {
  return {
    screen,
    looks: looks(...names),
    viewer: "nobody",
    path: () => path,
    prepare: (page) => page.getByRole("textbox").first().waitFor(),
  };
}

function parseLook(name: string): Look {
  const [size, light, language] = name.split("-");
  return {
    size: size === "phone" ? "phone" : "desktop",
    light: light === "dark" ? "dark" : "light",
    language: language === "ja" ? "ja" : "en",
  };
}
