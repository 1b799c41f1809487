import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import packaged from "@sparticuz/chromium";
import { type Browser, type BrowserServer, chromium } from "playwright-core";

/** Starts the browser that this machine has: see `findBrowser`. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await launchOptions());
}

/** The same, for several processes to connect to. */
export async function startBrowser(): Promise<BrowserServer> {
  return chromium.launchServer(await launchOptions());
}

async function launchOptions() {
  const { executablePath, args } = await findBrowser();
  return { executablePath, args: [...args, ...quiet, ...(isRoot() ? ["--no-sandbox"] : [])] };
}

/**
 * A real Chromium: CHROMIUM_PATH, else on Linux with x64 the one inside the npm package `@sparticuz/chromium`, which is
 * unpacked into the temporary folder, else one that the system has, else Playwright's own. The package's is first, for
 * it is the same everywhere, and without windows: a system's takes half as much processor time again for a story, as
 * each of its windows has pages of its own.
 *
 * @throws when CHROMIUM_PATH names nothing.
 */
export async function findBrowser(): Promise<{ executablePath: string; args: string[] }> {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
  if (named) return { executablePath: named, args: [] };
  if (process.platform === "linux" && process.arch === "x64") {
    packaged.setGraphicsMode = false;
    return { executablePath: await unpack(), args: packaged.args.filter(isWelcome) };
  }
  return { executablePath: systemBrowsers().find(existsSync) ?? chromium.executablePath(), args: [] };
}

// It unpacks to one place for the whole machine, readable by one user alone: each user gets a place of their own.
async function unpack(): Promise<string> {
  const former = process.env.TMPDIR;
  const folder = path.join(tmpdir(), `hiroba-chromium-${userInfo().username}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = folder;
  try {
    return await packaged.executablePath();
  } finally {
    if (former === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = former;
  }
}

// Keeps it from looking up its maker's hosts, which a machine without internet answers with long waits; and a page from
// reaching anything but this machine.
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

function systemBrowsers(): string[] {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const applications = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];
  return [
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
    ...applications.map((application) => path.join("/Applications", application)),
  ];
}

// Made for short-lived functions in the cloud; these of its switches weaken what the stories rely on.
function isWelcome(argument: string): boolean {
  return (
    !["--single-process", "--disable-web-security", "--incognito"].includes(argument) && !/^--headless/.test(argument)
  );
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
