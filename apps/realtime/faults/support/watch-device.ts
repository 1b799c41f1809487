import { seqOf } from "@hiroba/protocol";
import type { Journal } from "../../src/testing/journal.ts";
import type { SyncedDevice } from "../../src/testing/synced-device.ts";
import { toQuestion, watchOutbox } from "../../src/testing/watch-outbox.ts";

/** Writes down what a device does from now on: what it is asked to do, what comes of each attempt, and what it applies. */
export function watchDevice(device: SyncedDevice, journal: Journal): void {
  notePositions(device, journal);
  noteOutbox(device, journal);
}

/** What was applied is told before the view that has it. */
function notePositions({ name: by, client }: SyncedDevice, { note }: Journal): void {
  const readSeq = () => seqOf(client.getView().connection.cursor);
  let [last, seqs, resyncs]: [number, number[], number] = [readSeq(), [], client.getView().connection.resyncs];
  note({ kind: "applied", by, seq: last, seqs: [], isReset: false });
  client.listen((events) => seqs.push(...events.map(({ seq }) => seq)));
  client.subscribe(() => {
    const seq = readSeq();
    if (seq === last) return;
    const isReset = client.getView().connection.resyncs > resyncs;
    note({ kind: "applied", by, seq, seqs, isReset });
    [last, seqs, resyncs] = [seq, [], client.getView().connection.resyncs];
  });
}

function noteOutbox({ name: by, client }: SyncedDevice, { note }: Journal): void {
  watchOutbox(client, {
    handleItem: (item) => note({ kind: "call", by, id: item.id, ...toQuestion(item) }),
    handleAnswer: ({ id }, failure) => note({ kind: "answer", by, id, ok: !failure, code: failure?.code ?? null }),
  });
}
