// A whole sync client in a process of its own, to be suspended, or to live by another clock.
import { createMemoryStore, createSyncClient } from "@hiroba/client";
import { seqOf } from "@hiroba/protocol";
import type { FarDeviceOptions, FarView } from "./far-device.ts";

const { url, token, transport, roomId } = JSON.parse(process.argv[2] ?? "{}") as FarDeviceOptions;
const client = createSyncClient({ url, token, transport, store: createMemoryStore() });

function toView(): FarView {
  const { connection, state, outbox } = client.getView();
  const messages = (state?.timelines[roomId]?.messageIds ?? []).map((id) => ({
    id,
    seq: state?.messages[id]?.seq ?? 0,
  }));
  const seq = seqOf(connection.cursor);
  return { status: connection.status, seq, waiting: outbox.length, messages };
}

process.on("message", (word: "view" | { say: string }) => {
  process.send?.(word === "view" ? toView() : client.send({ roomId, body: word.say }));
});
process.on("disconnect", () => process.exit());
await client.start();
await new Promise<void>((resolve) => {
  const stop = client.subscribe(() => {
    if (client.getView().connection.status !== "live") return;
    stop();
    resolve();
  });
});
await client.openRoom(roomId);
process.send?.("ready");
