import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { listPages, readText, root } from "./testing/files.ts";

/** The anchors of a page's headings, as GitHub makes them. */
function readAnchors(page: string): Set<string> {
  const anchors = new Set<string>();
  const prose = page.replace(/^```[\s\S]*?^```$/gmu, "");
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} (.+)$/gmu)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/gu, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function findBroken(page: string): string[] {
  const prose = readText(page).replace(/^```[\s\S]*?^```$/gmu, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/gu)].map((match) => match[1] ?? match[2] ?? "");
  return links.filter((link) => !/^(?:https?|mailto):/u.test(link) && !exists(page, link));
}

function exists(page: string, link: string): boolean {
  const [target = "", anchor] = link.split("#");
  const file = target === "" ? page : path.join(path.dirname(page), target);
  if (!existsSync(path.join(root, file))) return false;
  return anchor === undefined || !file.endsWith(".md") || readAnchors(readText(file)).has(anchor);
}

test.each(listPages())("every link in %s leads somewhere", (page) => {
  expect(findBroken(page)).toEqual([]);
});

test("no page names a folder of the machine it was written on", () => {
  for (const page of listPages()) expect(readText(page), page).not.toMatch(/(?:^|[\s`(])\/(?:work|tmp)\//u);
});
