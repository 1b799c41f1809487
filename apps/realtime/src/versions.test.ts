import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/*
 * What faces the network is never older than the release that closed its last known hole. A floor only rises: with the
 * advisory that raises it, which belongs in the commit that does.
 */
const floors = {
  "socket.io": "4.8.4",
  "engine.io": "6.6.12",
  "socket.io-parser": "4.2.7",
  ws: "8.23.0",
  next: "16.4.6",
  "better-auth": "1.7.25",
  fastify: "5.12.8",
  // Headers named in `Connection` took away what a proxy adds (CVE-2026-33805).
  "@fastify/http-proxy": "11.4.4",
  "@fastify/reply-from": "12.6.2",
  // Answers of one request given to another (GHSA-35p6, GHSA-8xcm), by which pages are fetched from the web app.
  undici: "7.29.0",
  // Of one release with the server's part that Next brings along, whose last known hole it closed (CVE-2026-44907).
  react: "19.2.8",
  "react-dom": "19.2.8",
};

/** Not among the dependencies, and no older than this should one bring them in. */
const floorsOfAbsent = {
  dompurify: "3.4.18",
  "markdown-it": "15.0.3",
  "linkify-it": "6.1.0",
  "react-server-dom-webpack": "19.2.8",
  "react-server-dom-turbopack": "19.2.8",
};

const lockfile = readFileSync(new URL("../../../pnpm-lock.yaml", import.meta.url), "utf8");

it.each(Object.entries(floors))("every copy of %s is %s or later", (name, floor) => {
  const versions = findVersions(name);
  expect(versions).not.toEqual([]);
  expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
});

it.each(Object.entries(floorsOfAbsent))("no copy of %s is older than %s", (name, floor) => {
  expect(findVersions(name).filter((version) => !isAtLeast(version, floor))).toEqual([]);
});

it.each([
  ["8.23.0", "8.23.0", true],
  ["8.23.1", "8.23.0", true],
  ["8.100.0", "8.23.0", true],
  ["9.0.0", "8.23.0", true],
  ["8.22.9", "8.23.0", false],
  ["8.3.0", "8.23.0", false],
  ["7.99.99", "8.23.0", false],
  ["8.23.0-rc.1", "8.23.0", false],
])("%s against %s", (version, floor, expected) => {
  expect(isAtLeast(version, floor)).toBe(expected);
});

/** The versions of a package that the lockfile resolves, each once: `  name@version:` among the packages. */
function findVersions(name: string): string[] {
  const packages = /^packages:\n(.*?)^snapshots:/msu.exec(lockfile)?.[1] ?? "";
  const keys = [...packages.matchAll(/^ {2}'?(\S+?)@([^@'(]+)'?:$/gmu)];
  return keys.flatMap(([, found, version = ""]) => (found === name ? [version] : []));
}

function isAtLeast(version: string, floor: string): boolean {
  const order = version.split("-", 1)[0]?.localeCompare(floor, "en", { numeric: true }) ?? -1;
  // A release candidate comes before its release.
  return version.includes("-") ? order > 0 : order >= 0;
}
