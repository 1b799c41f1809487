import type { Id } from "@hiroba/protocol";
import { type Entry, type FaultKind, readJournal } from "./journal.ts";
import { type Hearing, judgePositions, toHearing } from "./judge.ts";
import { type ChangeAttempt, type ChangeCommand, isChangeCommand, judgeChanges } from "./judge-changes.ts";

/** `violations`: what must never happen. `invalid`: why the run proves nothing, whatever was found. */
export type Verdict = { seed: number; violations: string[]; invalid: string[] };

/**
 * The pass marks for being level again: after the last fault of a line, after a killed node listens again, and, for
 * saying something, after a killed database answers again.
 */
const LEVEL_MS: Record<FaultKind, number> = { lines: 10_000, node: 2_000, database: 5_000 };
/** Who says the words after which everything must have come: they are no part of what a story publishes. */
export const CLOSING = "closing";
/** A generator that is later than this at one step in ten is busier than what it drives. */
const LATE_MS = 500;

type Of<Kind extends Entry["kind"]> = Extract<Entry, { kind: Kind }>;

/**
 * Judges a run from its journal alone, by the numbers of the issue: (1) what was acknowledged is there once, changes too;
 * (2) no id twice; (3) nothing that nobody said; (4) one gapless order; (5) each device's own order; (6) no seq applied
 * twice or skipped; (8) nothing missing where a device stands; (12) level soon after what broke is mended. What needs a
 * node to ask, of (7) and (9), was found while there was one, and is in the journal as such.
 */
export function judgeJournal(entries: readonly Entry[]): Verdict {
  const of = <Kind extends Entry["kind"]>(kind: Kind) =>
    entries.filter((entry): entry is Of<Kind> & Entry => entry.kind === kind);
  const [run] = of("run");
  const [end] = of("log");
  if (!run || !end)
    return { seed: run?.seed ?? 0, violations: [], invalid: ["the journal has no beginning or no end"] };
  const devices = of("device").map((device): Device => {
    const applied = of("applied").filter(({ by }) => by === device.by);
    return { ...device, applied, hearing: toHearing(end.envelopes, device.userId) };
  });
  const violations = [
    ...judgeMessages({ calls: of("call"), answers: of("answer"), end }),
    ...judgeOrder(end),
    ...judgeAsked({ calls: of("call"), answers: of("answer"), devices, end }),
    ...devices.flatMap((device) => [...judgeOwnOrder(device, end), ...judgeApplied(device)]),
    ...of("level").flatMap(({ by, after, afterMs }) =>
      afterMs > LEVEL_MS[after] ? [`${by} was level ${afterMs} ms after the ${after} only`] : [],
    ),
    ...of("found").flatMap((found) => found.violations),
  ];
  return {
    seed: run.seed,
    violations: [...new Set(violations)],
    invalid: [
      ...findLateness(of("step")),
      ...findSilence(of("call"), end),
      ...devices.flatMap((device) => findSurplus(device)),
    ],
  };
}

type End = Of<"log">;
type Device = Of<"device"> & { applied: Of<"applied">[]; hearing: Hearing };

type Said = { calls: Of<"call">[]; answers: Of<"answer">[]; end: End };

function judgeMessages({ calls, answers, end }: Said): string[] {
  const counts = new Map<Id, number>();
  for (const { id } of end.messages) counts.set(id, (counts.get(id) ?? 0) + 1);
  const said = new Map(
    calls.flatMap(({ id, command, input }): [Id, string][] => (command === "message.send" ? [[id, input.body]] : [])),
  );
  const acknowledged = answers.flatMap(({ id, ok }) => (ok && said.has(id) ? [id] : []));
  return [
    ...acknowledged.filter((id) => !counts.has(id)).map((id) => `${said.get(id)} was acknowledged and is not there`),
    ...[...counts].filter(([, count]) => count > 1).map(([id, count]) => `${said.get(id)} is there ${count} times`),
    ...end.messages.filter(({ id }) => !said.has(id)).map(({ body }) => `"${body}" is there, and nobody said it`),
  ];
}

/** Whatever devices asked for beside messages. No story lasts as long as changes are remembered: nothing is trimmed. */
function judgeAsked({ calls, answers, devices, end }: Said & { devices: Device[] }): string[] {
  const userIds = new Map(devices.map(({ by, userId }) => [by, userId]));
  const acknowledged = new Set(answers.flatMap(({ id, ok }) => (ok ? [id] : [])));
  const attempts = calls.filter(isChange).map(
    (call): ChangeAttempt => ({
      ...call,
      userId: userIds.get(call.by) ?? "",
      after: 0,
      isAcknowledged: acknowledged.has(call.id),
    }),
  );
  const asked = new Set(attempts.map(({ id }) => id));
  return [
    ...judgeChanges(attempts, { log: end.envelopes, remembered: end.changes, trimmedTo: 0 }),
    ...end.changes.flatMap(({ id, subject }) => (asked.has(id) ? [] : [`${subject} ${id} is there, and nobody asked`])),
  ];
}

const isChange = (call: Of<"call">): call is Extract<Of<"call">, { command: ChangeCommand }> =>
  isChangeCommand(call.command);

function judgeOrder({ envelopes }: End): string[] {
  const first = envelopes[0]?.seq ?? 1;
  const misplaced = envelopes.find(({ seq }, index) => seq !== first + index);
  return misplaced ? [`the log has a gap before ${misplaced.seq}`] : [];
}

function judgeOwnOrder({ by, sent }: Of<"device">, { envelopes }: End): string[] {
  const places = envelopes.flatMap(({ event }) =>
    event.type === "message.created" ? sent.indexOf(event.message.id) : [],
  );
  const own = places.filter((place) => place >= 0);
  return own.every((place, index) => index === 0 || place > (own[index - 1] ?? 0))
    ? []
    : [`${by}: its own order changed`];
}

function judgeApplied({ by, applied, hearing }: Device): string[] {
  return judgePositions(applied, hearing).map((violation) => `${by}: ${violation}`);
}

function findLateness(steps: readonly (Of<"step"> & Entry)[]): string[] {
  const late = steps.filter(({ at, dueAt }) => at - dueAt > LATE_MS).length;
  return late > steps.length / 10 ? [`the generator was late at ${late} of ${steps.length} steps`] : [];
}

function findSilence(calls: readonly Of<"call">[], { messages }: End): string[] {
  const closing = new Set(calls.flatMap(({ id, by }) => (by === CLOSING ? [id] : [])));
  return messages.every(({ id }) => closing.has(id)) ? ["nothing was published"] : [];
}

function findSurplus({ by, applied, hearing }: Device): string[] {
  const since = applied[0]?.seq ?? 0;
  const sent = hearing.may.filter(({ seq }) => seq > since).length;
  const delivered = applied.reduce((sum, { seqs }) => sum + seqs.length, 0);
  return delivered > sent ? [`${by} was delivered ${delivered} events of ${sent} that were sent`] : [];
}

/** Judges a file. */
export async function judgeFile(file: string): Promise<Verdict> {
  return judgeJournal(await readJournal(file));
}
