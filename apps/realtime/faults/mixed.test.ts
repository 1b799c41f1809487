import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import type { Entry, Journal } from "../src/testing/journal.ts";
import { readJournal } from "../src/testing/journal.ts";
import { judgeJournal } from "../src/testing/judge-journal.ts";
import { tellMixedStory } from "./support/mixed-story.ts";
import { seed } from "./support/randomness.ts";
import { report } from "./support/report.ts";
import { scaled } from "./support/scale.ts";

/*
 * All transports at once, all faults of lines mixed, as the seed in the test's name says: `HIROBA_SEED=… npx vitest run
 * --project faults mixed` tells it again. What happened is judged from the journal alone; it is written to a folder when
 * something is wrong, and always with `HIROBA_JOURNAL=<folder>`.
 */

const FOR_MS = Number(process.env.HIROBA_SOAK_SECONDS ?? scaled({ selection: 5, whole: 120 })) * 1_000;

it(
  `a story of mixed faults over all transports keeps every invariant (seed ${seed})`,
  async () => {
    const journal = await tellMixedStory({ seed, forMs: FOR_MS });
    const entries = journal.entries();
    const verdict = judgeJournal(entries);
    const count = (kind: Entry["kind"]) => entries.filter((entry) => entry.kind === kind).length;
    const [calls, positions, faults] = [count("call"), count("applied"), count("fault") / 2];
    report(`mixed faults, seed ${seed}`, { messages: calls, positions, faults });
    const isWrong = verdict.violations.length + verdict.invalid.length > 0;
    const { HIROBA_JOURNAL } = process.env;
    const folder = HIROBA_JOURNAL ?? path.join(tmpdir(), "hiroba-journals");
    const file = isWrong || HIROBA_JOURNAL ? await journal.write(folder) : "not written";
    expect({ ...verdict, file }).toEqual({ seed, violations: [], invalid: [], file });
    expect(faults).toBeGreaterThan(0);
    await findTampering(journal);
  },
  FOR_MS * 1.5 + 120_000,
);

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
  const skipping = change((entry) =>
    entry.kind === "log" ? { ...entry, envelopes: entry.envelopes.filter((_, index) => index !== 20) } : entry,
  );
  expect(skipping.violations).toContainEqual(expect.stringMatching(/^the log has a gap/u));
  const swapping = change((entry) => (entry.kind === "device" ? { ...entry, sent: entry.sent.reverse() } : entry));
  expect(swapping.violations).toContainEqual(expect.stringMatching(/its own order changed$/u));
  let applied = 0;
  const twice = change((entry) =>
    entry.kind === "applied" ? { ...entry, events: entry.events + (applied++ > 30 ? 1 : 0) } : entry,
  );
  expect(twice.violations).toContainEqual(expect.stringMatching(/: applied \d+ of \d+ events/u));
  const saturated = change((entry) => (entry.kind === "step" ? { ...entry, at: entry.dueAt + 2_000 } : entry));
  expect(saturated.invalid).toContainEqual(expect.stringMatching(/^the generator was late/u));
  const silent = change((entry) => (entry.kind === "log" ? { ...entry, messages: [] } : entry));
  expect(silent.invalid).toContain("nothing was published");
}
