import { tmpdir } from "node:os";
import path from "node:path";
import type { CommandName } from "@hiroba/protocol";
import { expect, it } from "vitest";
import type { Entry, Journal } from "../src/testing/journal.ts";
import { readJournal } from "../src/testing/journal.ts";
import { isChangeCommand } from "../src/testing/judge-changes.ts";
import { CLOSING, judgeJournal } from "../src/testing/judge-journal.ts";
import { seed } from "../src/testing/randomness.ts";
import { readHeld, readMemory } from "./support/memory.ts";
import { type MemorySample, toSlope } from "./support/memory-slope.ts";
import { type MixedStage, openMixedStage } from "./support/mixed-story.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";

/*
 * All transports at once, all faults of lines mixed, and a node and PostgreSQL killed, as the seed in the test's name
 * says: `HIROBA_SEED=… npx vitest run --project faults mixed` tells it again. What happened is judged from the journal
 * alone; it is written to a folder when something is wrong, and always with `HIROBA_JOURNAL=<folder>`.
 * With `HIROBA_SOAK_SECONDS` the story is told again and again for as long, each time with the next seed, on the same
 * nodes and database, and the memory of a node that is never killed is followed (invariant 10): what it holds is judged,
 * what is resident is told.
 */

const { HIROBA_JOURNAL, HIROBA_SOAK_SECONDS } = process.env;
const isSoak = HIROBA_SOAK_SECONDS !== undefined;
const STORY_MS = isSoak ? 60_000 : scaled({ selection: 5_000, whole: 120_000 });
const FOR_MS = isSoak ? Number(HIROBA_SOAK_SECONDS) * 1_000 : STORY_MS;

it(
  `a story of mixed faults over all transports keeps every invariant (seed ${seed})`,
  async () => {
    const stage = await openMixedStage({ isMeasured: isSoak });
    const held: MemorySample[] = [];
    const resident: MemorySample[] = [];
    const findings: Finding[] = [];
    const beganAt = performance.now();
    let journal: Journal;
    let next = seed;
    do {
      journal = await tellStory(stage, next++);
      findings.push(...(await judgeStory(journal)));
      const hours = (performance.now() - beganAt) / 3_600_000;
      if (stage.steady) {
        held.push({ hours, mebibytes: readHeld(stage.steady.pid()) });
        resident.push({ hours, mebibytes: readMemory(stage.steady.pid()) });
      }
    } while (performance.now() - beganAt < FOR_MS);
    await stage.close();
    if (isSoak) reportMemory("resident", resident);
    const percent = isSoak ? reportMemory("held", held) : null;
    // Only now: a night that ended with its first finding would tell of nothing else.
    expect(findings).toEqual([]);
    if (percent !== null) expect(percent).toBeLessThan(PERCENT_AN_HOUR);
    await findTampering(journal);
  },
  FOR_MS * 1.5 + 240_000,
);

/** Tells it once. */
async function tellStory(stage: MixedStage, storySeed: number): Promise<Journal> {
  const journal = await stage.tell({ seed: storySeed, forMs: STORY_MS });
  const entries = journal.entries();
  const count = (kind: Entry["kind"]) => entries.filter((entry) => entry.kind === kind).length;
  const faults = entries.filter((entry) => entry.kind === "fault" && entry.phase === "begins");
  report(`mixed faults, seed ${storySeed}`, {
    messages: entries.filter((entry) => entry.kind === "call" && entry.command === "message.send").length,
    changes: countAcknowledged(entries, isChangeCommand),
    positions: count("applied"),
    "comings and goings": countMoves(entries),
    faults: faults.length,
    ...toLongestReturns(entries),
  });
  const kinds = faults.map((entry) => (entry.kind === "fault" ? entry.what : ""));
  expect(kinds).toEqual(expect.arrayContaining(["kill node", "kill database"]));
  return journal;
}

/** How many of some commands were acknowledged to devices. */
function countAcknowledged(entries: readonly Entry[], fits: (command: CommandName) => boolean): number {
  const asked = new Set(entries.map((entry) => (entry.kind === "call" && fits(entry.command) ? entry.id : "")));
  return entries.filter((entry) => entry.kind === "answer" && entry.ok && asked.has(entry.id)).length;
}

function countMoves(entries: readonly Entry[]): number {
  const log = entries.flatMap((entry) => (entry.kind === "log" ? entry.envelopes : []));
  return log.filter(({ event }) => event.type === "member.joined" || event.type === "member.left").length;
}

type Finding = ReturnType<typeof judgeJournal> & { file: string };

/** Judges it from its journal, which is kept where something is wrong. */
async function judgeStory(journal: Journal): Promise<Finding[]> {
  const verdict = judgeJournal(journal.entries());
  const isWrong = verdict.violations.length + verdict.invalid.length > 0;
  if (!isWrong && HIROBA_JOURNAL === undefined) return [];
  const file = await journal.write(HIROBA_JOURNAL ?? path.join(tmpdir(), "hiroba-journals"));
  if (!isWrong) return [];
  report(`found with seed ${verdict.seed}`, {
    violations: verdict.violations.join("; "),
    invalid: verdict.invalid.join("; "),
  });
  return [{ ...verdict, file }];
}

function toLongestReturns(entries: readonly Entry[]): Record<string, string> {
  const longest: Record<string, number> = {};
  for (const entry of entries) {
    if (entry.kind === "level") longest[entry.after] = Math.max(longest[entry.after] ?? 0, entry.afterMs);
  }
  return Object.fromEntries(Object.entries(longest).map(([after, ms]) => [`back after the ${after}`, toSeconds(ms)]));
}

/** The mark of the issue. */
const PERCENT_AN_HOUR = 1;

/** Tells what it was at the beginning and after each hour, and by how many per cent an hour it grew. */
function reportMemory(kind: string, samples: readonly MemorySample[]): number | null {
  const percent = toSlope(samples);
  const hourly = samples.filter(
    ({ hours }, index) => index === 0 || Math.floor(hours) > Math.floor(samples[index - 1]?.hours ?? 0),
  );
  report(`memory ${kind} over ${samples.length} stories`, {
    MiB: hourly.map(({ mebibytes }) => mebibytes.toFixed(1)).join(", "),
    slope: percent === null ? "not judged: too short" : `${percent.toFixed(2)} % an hour`,
  });
  return percent;
}

/** The same journal with something wrong in it, as it comes back from a file, must be found out. */
async function findTampering(journal: Journal): Promise<void> {
  const file = await journal.write(path.join(tmpdir(), "hiroba-journals"));
  const entries = await readJournal(file);
  expect(judgeJournal(entries).violations).toEqual([]);
  const change = (alter: (entry: Entry) => Entry | null) =>
    judgeJournal(entries.flatMap((entry) => alter(structuredClone(entry)) ?? []));

  const losing = change((entry) => (entry.kind === "log" ? { ...entry, messages: entry.messages.slice(1) } : entry));
  expect(losing.violations).toContainEqual(expect.stringMatching(/was acknowledged and is not there$/u));
  const doubling = change((entry) =>
    entry.kind === "log" ? { ...entry, messages: [...entry.messages, ...entry.messages.slice(0, 1)] } : entry,
  );
  expect(doubling.violations).toContainEqual(expect.stringMatching(/is there 2 times$/u));
  const inventing = change((entry) => (entry.kind === "call" ? null : entry));
  expect(inventing.violations).toContainEqual(expect.stringMatching(/is there, and nobody said it$/u));
  const forgetting = change((entry) => (entry.kind === "log" ? { ...entry, changes: [] } : entry));
  expect(forgetting.violations).toContainEqual(
    expect.stringMatching(
      /^(?:message\.edit|reaction\.\w+|read\.\w+|draft\.save) \S+ was acknowledged and is not there$/u,
    ),
  );
  const skipping = change((entry) =>
    entry.kind === "log" ? { ...entry, envelopes: entry.envelopes.filter((_, index) => index !== 20) } : entry,
  );
  expect(skipping.violations).toContainEqual(expect.stringMatching(/^the log has a gap/u));
  const swapping = change((entry) => (entry.kind === "device" ? { ...entry, sent: entry.sent.reverse() } : entry));
  expect(swapping.violations).toContainEqual(expect.stringMatching(/its own order changed$/u));
  const missing = change((entry) => (entry.kind === "applied" ? { ...entry, seqs: entry.seqs.slice(1) } : entry));
  expect(missing.violations).toContainEqual(expect.stringMatching(/: skipped \d+/u));
  // As many as there should be, one of them in the place of another.
  const twice = change((entry) =>
    entry.kind === "applied" ? { ...entry, seqs: entry.seqs.map((seq, index) => entry.seqs[index - 1] ?? seq) } : entry,
  );
  expect(twice.violations).toContainEqual(expect.stringMatching(/: applied \d+ again or too late/u));
  const resetting = change((entry) => (entry.kind === "applied" ? { ...entry, isReset: true } : entry));
  expect(resetting.violations).toContainEqual(expect.stringMatching(/: was reset from \d+ to \d+$/u));
  const saturated = change((entry) => (entry.kind === "step" ? { ...entry, at: entry.dueAt + 2_000 } : entry));
  expect(saturated.invalid).toContainEqual(expect.stringMatching(/^the generator was late/u));
  const slow = change((entry) => (entry.kind === "level" ? { ...entry, afterMs: 20_000 } : entry));
  for (const after of ["lines", "node", "database"]) {
    expect(slow.violations).toContainEqual(expect.stringMatching(new RegExp(`20000 ms after the ${after} only$`, "u")));
  }
  const closing = new Set(entries.map((entry) => (entry.kind === "call" && entry.by === CLOSING ? entry.id : "")));
  const silent = change((entry) =>
    entry.kind === "log" ? { ...entry, messages: entry.messages.filter(({ id }) => closing.has(id)) } : entry,
  );
  expect(silent.invalid).toContain("nothing was published");
  const often = change((entry) =>
    entry.kind === "applied" ? { ...entry, seqs: entry.seqs.flatMap((seq) => Array<number>(300).fill(seq)) } : entry,
  );
  expect(often.invalid).toContainEqual(expect.stringMatching(/was delivered \d+ events of \d+ that were sent$/u));
}
