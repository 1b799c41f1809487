import type { OutboxItem } from "@hiroba/client";
import { readCursor } from "@hiroba/protocol";
import type { Journal } from "../../src/testing/journal.ts";
import type { SyncedDevice } from "../../src/testing/synced-device.ts";

/** Writes down what a device does from now on: what it is asked to do, what comes of each attempt, and what it applies. */
export function watchDevice(device: SyncedDevice, journal: Journal): void {
  watchPositions(device, journal);
  watchOutbox(device, journal);
}

/** What was applied is told before the view that has it. */
function watchPositions({ name: by, client }: SyncedDevice, { note }: Journal): void {
  const readSeq = () => readCursor(client.getView().connection.cursor ?? "")?.seq ?? 0;
  let [last, seqs]: [number, number[]] = [readSeq(), []];
  note({ kind: "applied", by, seq: last, seqs: [] });
  client.listen((events) => seqs.push(...events.map(({ seq }) => seq)));
  client.subscribe(() => {
    const seq = readSeq();
    if (seq === last) return;
    note({ kind: "applied", by, seq, seqs });
    [last, seqs] = [seq, []];
  });
}

/** An item shows what came of an attempt: it leaves once it is acknowledged, and is told why when it stays. */
function watchOutbox({ name: by, client }: SyncedDevice, { note }: Journal): void {
  let before = new Map<string, OutboxItem>();
  client.subscribe(() => {
    const now = new Map(client.getView().outbox.map((item) => [item.id, item]));
    for (const { id, command, input } of now.values()) {
      if (!before.has(id)) note({ kind: "call", by, id, command, body: "body" in input ? input.body : null });
    }
    for (const { id, status, error } of before.values()) {
      const item = now.get(id);
      // What was not under way is given up, or has made room for a newer one of its kind.
      if (!item && status === "sending") note({ kind: "answer", by, id, ok: true, code: null });
      if (item?.error && item.error !== error) note({ kind: "answer", by, id, ok: false, code: item.error.code });
    }
    before = now;
  });
}
