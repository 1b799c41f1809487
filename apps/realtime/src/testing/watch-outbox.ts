import type { OutboxCommand, OutboxItem, SyncClient } from "@hiroba/client";
import type { Failure } from "@hiroba/protocol";
import type { Question } from "./judge-changes.ts";

/** Who wants to know what an outbox is asked to do, and what comes of it; `failure` is null where it was acknowledged. */
type OutboxWatch = {
  handleItem(item: OutboxItem): void;
  handleAnswer(item: OutboxItem, failure: Failure | null): void;
};

/** An item shows what came of an attempt: it leaves once it is acknowledged, and is told why when it stays. */
export function watchOutbox(client: SyncClient, { handleItem, handleAnswer }: OutboxWatch): void {
  let before = new Map<string, OutboxItem>();
  client.subscribe(() => {
    const now = new Map(client.getView().outbox.map((item) => [item.id, item]));
    for (const item of now.values()) if (!before.has(item.id)) handleItem(item);
    for (const former of before.values()) {
      const item = now.get(former.id);
      // What was not under way is given up, or has made room for a newer one of its kind.
      if (!item && former.status === "sending") handleAnswer(former, null);
      if (item?.error && item.error !== former.error) handleAnswer(item, item.error);
    }
    before = now;
  });
}

/** What an item asks. */
export function toQuestion({ command, input }: OutboxItem): Question<OutboxCommand> {
  return { command, input } as Question<OutboxCommand>;
}
