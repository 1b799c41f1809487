import { startTestServer } from "@hiroba/prisma/testing";
import { newId } from "@hiroba/protocol";
import type { Browser } from "playwright-core";
import { composer } from "../support/chat";
import { launchBrowser } from "../support/find-browser";
import { layLine } from "../support/network";
import { startServer } from "../support/server";
import { startWeb } from "../support/web";
import { type Look, openDevice, shoot } from "./camera";
import { furnish, type Rooms } from "./furnish";
import { letPeopleIn, type People, prepareSettings } from "./people";
import { type Scene, scenes, setUpScene, waitForTimeline } from "./scenes";

/**
 * Takes the pictures of docs/screenshots from the built apps, on a database that is thrown away.
 * `pnpm screenshots chat lite` takes those screens alone.
 */
const wanted = process.argv.slice(2);
const isWanted = (screen: string) => wanted.length === 0 || wanted.includes(screen);

type Furnished = { people?: People; rooms: Rooms; invitePath: string };
const unfurnished: Furnished = { rooms: { garden: "", readingCircle: "" }, invitePath: "" };

const closing: (() => Promise<unknown>)[] = [];
try {
  const databaseServer = await startTestServer();
  closing.push(databaseServer.stop);
  const web = await startWeb();
  closing.push(web.stop);
  const server = await startServer({ databaseServer: databaseServer.url, web: web.url });
  closing.push(server.close);
  const browser = await launchBrowser();
  closing.push(() => browser.close());
  await takeAll(browser, server.url);
} finally {
  for (const close of closing.reverse()) await close();
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const take = (scene: Scene, furnished: Furnished) => takeScene(browser, url, scene, furnished);
  if (isWanted(setUpScene.screen)) await take(setUpScene, unfurnished);
  const people = await letPeopleIn(url);
  const rooms = await furnish(people);
  await prepareSettings(people);
  const { invite } = await people.ben.run("invite.create", { id: newId(), kind: "guest", roomIds: [rooms.garden] });
  await bringToLife(browser, url, people, rooms);
  for (const scene of scenes.filter(({ screen }) => isWanted(screen)))
    await take(scene, { people, rooms, invitePath: invite.path ?? "" });
  if (isWanted("offline")) await takeOffline(browser, url, people.aiko, rooms);
}

async function takeScene(browser: Browser, url: string, scene: Scene, { people, ...at }: Furnished): Promise<void> {
  for (const look of scene.looks) {
    const viewer = scene.viewer === "aiko" ? people?.aiko : undefined;
    const context = await openDevice(browser, url, look, viewer);
    try {
      const page = await context.newPage();
      await page.goto(scene.path({ ...at, language: look.language }));
      await scene.prepare?.(page);
      await shoot(page, scene.screen, look);
    } catch (error) {
      process.exitCode = 1;
      process.stderr.write(`${scene.screen} ${Object.values(look).join("-")}: ${String(error)}\n`);
    }
    await context.close();
  }
}

/** Ben and Chika are there, on devices of their own. */
async function bringToLife(browser: Browser, url: string, { ben, chika }: People, rooms: Rooms): Promise<void> {
  for (const account of [ben, chika]) {
    const context = await openDevice(browser, url, { size: "desktop", light: "light", language: "en" }, account);
    const page = await context.newPage();
    await page.goto(`/rooms/${rooms.garden}`);
    await waitForTimeline(page);
  }
}

async function takeOffline(browser: Browser, url: string, aiko: People["aiko"], rooms: Rooms): Promise<void> {
  const all: Look[] = [
    { size: "desktop", light: "dark", language: "en" },
    { size: "phone", light: "light", language: "en" },
  ];
  for (const look of all) {
    const line = await layLine(url);
    const context = await openDevice(browser, line.url, look, aiko);
    const page = await context.newPage();
    await page.goto(`/rooms/${rooms.garden}`);
    await waitForTimeline(page);
    await page.getByRole("log").locator("pre span").first().waitFor();
    line.cut();
    await context.setOffline(true);
    await page
      .getByText(/^Offline/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await composer(page).fill("No signal on the train. I write anyway.");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Waiting to be sent").waitFor();
    await shoot(page, "offline", look);
    await context.close();
    line.close();
  }
}
