import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { OutboxCommand } from "@hiroba/client";
import type { Envelope, ErrorCode, Id } from "@hiroba/protocol";
import type { Position } from "./judge.ts";
import type { Question, Remembered } from "./judge-changes.ts";

/** One thing that happened, in milliseconds since the journal began, on the one clock of the process that keeps it. */
export type Entry = { at: number } & Happening;
export type Happening =
  | { kind: "run"; seed: number; story: string }
  /** A generator was to act at `dueAt`, and did now. */
  | { kind: "step"; dueAt: number; what: string }
  | ({ kind: "call"; by: string; id: Id } & Question<OutboxCommand | "room.join" | "room.leave">)
  /** What became of one attempt; of a device's, `UNAVAILABLE` may also mean that no answer came. */
  | { kind: "answer"; by: string; id: Id; ok: boolean; code: ErrorCode | null }
  /** A device stands at a position; how it came there from the one before is told as for the judge. */
  | ({ kind: "applied"; by: string } & Position)
  | { kind: "fault"; what: string; phase: "begins" | "ends" }
  /** A fault of this kind had ended, and so long after it a device was level, or, for the database, said something. */
  | { kind: "level"; by: string; after: FaultKind; afterMs: number }
  /** What the database itself held in the end. */
  | { kind: "log"; envelopes: Envelope[]; messages: { id: Id; body: string }[]; changes: Remembered[] }
  | { kind: "device"; by: string; userId: Id; sent: Id[] }
  /** What was found while everything was still there to be asked, such as fresh snapshots. */
  | { kind: "found"; violations: string[] };

/** What a device has to come back from. */
export type FaultKind = "lines" | "node" | "database";

/** What a run wrote down, to be judged then or later, by whoever has the file. */
export type Journal = {
  note(happening: Happening): void;
  /** The time on its clock. */
  now(): number;
  entries(): readonly Entry[];
  /** Writes it as JSON lines into a folder, and answers the file. */
  write(folder: string): Promise<string>;
};

/** Begins one. */
export function createJournal(seed: number, story: string): Journal {
  const beganAt = performance.now();
  const entries: Entry[] = [];
  const now = () => Math.round((performance.now() - beganAt) * 10) / 10;
  const note = (happening: Happening) => {
    entries.push({ at: now(), ...happening });
  };
  note({ kind: "run", seed, story });
  return {
    note,
    now,
    entries: () => entries,
    write: async (folder) => {
      const file = path.join(folder, `${story}-${seed}.jsonl`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      return file;
    },
  };
}

/** Reads one back. */
export async function readJournal(file: string): Promise<Entry[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Entry);
}
