import { median, round } from "./numbers.ts";
import type { Row, Settings } from "./scenario.ts";
import type { PeerName } from "./stage.ts";

/** Puts a question to every peer, in turn and again and again: the rows of all runs. */
export async function compare(
  { peers, runs }: Settings,
  only: readonly PeerName[],
  ask: (peer: PeerName) => Promise<Row[]>,
): Promise<Row[]> {
  const measured: Row[] = [];
  for (let run = 0; run < runs; run++) {
    // In turn, so that whatever else the machine does meets all of them.
    for (const peer of only.filter((name) => peers.includes(name))) measured.push(...(await ask(peer)));
  }
  return measured;
}

/** Rows of the same peer and question as one, each figure the median of theirs. */
export function toMedians(rows: readonly Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.peer} ${row.of}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const figures = Object.keys(first ?? {}).map((name) => {
      const values = group.map((row) => row[name]);
      const isNumber = values.every((value) => typeof value === "number");
      return [name, isNumber ? round(median(values)) : values[0]];
    });
    return Object.fromEntries(figures) as Row;
  });
}
