import { readFileSync } from "node:fs";
import path from "node:path";
import { commands, eventSchema } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { findFiles } from "./support/find-files.ts";
import { routeRules } from "./support/route-rules.ts";

/* docs/security-tests.md says which test holds what: that the tests are there is checked here, that they pass by the run. */

const folder = path.join(import.meta.dirname, "../../../docs");
const page = readFileSync(path.join(folder, "security-tests.md"), "utf8");
const [held = "", notYet = ""] = page.split("## Not there yet");
const rows = [...page.matchAll(/^\| (?<lesson>[^|]+) \| \[[^\]]+\]\((?<file>[^)]+)\) \| (?<title>[^|]+) \|$/gmu)];

/** What went wrong elsewhere, each by one of its names: all that was found when the suite was planned. */
const lessons = [
  // Sync
  ...["Rocket.Chat #41079", "Rocket.Chat mobile 7547", "Mattermost #28073", "Mattermost mobile 10165", "(Campfire)"],
  ...[
    "Element #29621",
    "Element #2737",
    "(Zulip)",
    "Stoat #941",
    "The Lounge #1960",
    "Socket.IO #5538",
    "Redis Streams",
  ],
  ...["Mattermost docs #2289", "Element #23254", "Zulip #12063"],
  // Socket.IO, Engine.IO, ws
  ...["CVE-2026-69185", "CVE-2026-33151", "CVE-2023-32695", "CVE-2020-36049", "CVE-2026-59725", "CVE-2026-59724"],
  ...["CVE-2022-21676", "engine.io 6.6.7", "engine.io 6.6.10", "CVE-2026-48779", "ws 8.23.0", "CVE-2026-45736"],
  ...["CVE-2024-37890", "CVE-2021-32640", "CVE-2020-28481"],
  // Next.js and React
  ...["CVE-2025-29927", "CVE-2026-44573", "CVE-2025-55182", "CVE-2025-55184", "CVE-2026-44578", "CVE-2026-64649"],
  ...["CVE-2026-27978", "GHSA-ffhc-5mcf-pf4q", "CVE-2026-44576", "CVE-2025-55173", "CVE-2026-29057"],
  // Chat products
  ...["CVE-2026-9162", "Campfire ee37809", "CVE-2026-1629", "CVE-2024-47003", "CVE-2026-5740", "CVE-2024-1402"],
  ...["CVE-2024-4183", "CVE-2026-3108", "CVE-2026-28514", "CVE-2026-30831", "CVE-2026-45688", "CVE-2026-45687"],
  ...["CVE-2026-72918", "CVE-2026-72919", "CVE-2026-55762", "CVE-2026-23477", "CVE-2026-47733", "CVE-2025-52559"],
  ...["CVE-2026-40300", "CVE-2023-32678", "CVE-2022-21706", "Campfire 3d0a10d", "Campfire 5340f3d", "CVE-2026-48007"],
  ...["GHSA-x732", "CVE-2026-45364", "DOMPurify"],
];

/** Those of what is not there: as it comes, they move to the list above. */
const waiting = [
  ...["Rocket.Chat #713", "CVE-2026-6961", "CVE-2025-30179", "CVE-2026-55759", "CVE-2026-25742", "CVE-2022-31134"],
  ...["Campfire 5667262", "CVE-2026-53516", "CVE-2026-53514"],
];

it("every lesson has a row, or waits for what it is about", () => {
  const told = rows.map(({ groups }) => groups?.lesson ?? "");
  expect(lessons.filter((lesson) => !told.some((text) => text.includes(lesson)))).toEqual([]);
  expect(waiting.filter((lesson) => !notYet.includes(lesson) || held.includes(lesson))).toEqual([]);
});

/** What a name says that does something of what waits: files, search, previews, accounts elsewhere, mail, push, export. */
const isOfWhatWaits =
  /search|file|attach|upload|multipart|unfurl|preview|embed|o(?:idc|auth)|saml|mail|smtp|push|export/iu;

it("what waits is not there: no command, route, event or dependency is about it, and no server asks other hosts", () => {
  const names = [...Object.keys(commands), ...eventSchema.options.map(({ shape }) => shape.type.value)];
  const text = readFileSync(path.join(folder, "../apps/realtime/package.json"), "utf8");
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  const all = [...names, ...Object.keys(routeRules), ...Object.keys(dependencies)];
  expect(all).toContain("user.updateProfile");
  expect(all.filter((name) => isOfWhatWaits.test(name))).toEqual(["user.updateProfile"]);
  // Pages come from the web app by a proxy that knows no other place; nothing else leaves a node but for its database.
  expect(findFiles(/\bfetch\(|\bhttps?\.(?:get|request)\(|"(?:undici|node:https|node:dns)"/u)).toEqual([]);
  expect(findFiles(/"@fastify\/http-proxy"/u)).toEqual(["transports/web.ts"]);
});

it("what the whole takes for ten people is measured, published, and little", () => {
  const text = readFileSync(path.join(folder, "../bench/results/results.json"), "utf8");
  const { start } = JSON.parse(text) as { start: { rows: { of: string; megabytes: number }[] } };
  expect(start.rows.length).toBeGreaterThan(0);
  for (const { megabytes } of start.rows) {
    expect(megabytes).toBeLessThanOrEqual(350);
    expect(readFileSync(path.join(folder, "benchmarks.md"), "utf8")).toMatch(new RegExp(`\\| ${megabytes} \\|`, "u"));
  }
});

it("the page has rows, all of one form", () => {
  const all = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:---|what went wrong)/u.test(line));
  expect(rows.length).toBeGreaterThan(50);
  expect(all).toHaveLength(rows.length);
});

it("every test that the page names is there", () => {
  const missing = rows.filter(({ groups }) => {
    const text = readFileSync(path.join(folder, groups?.file ?? ""), "utf8");
    return ![`"${groups?.title}"`, `\`${groups?.title}\``].some((title) => text.includes(title));
  });
  expect(missing.map(([row]) => row)).toEqual([]);
});
