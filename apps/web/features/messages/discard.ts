import type { OutboxItem } from "@hiroba/client";
import type { useTranslations } from "next-intl";
import { getClient } from "@/store/client";
import { showToast } from "@/store/toasts";

type Texts = ReturnType<typeof useTranslations<"messages.actions">>;

/** Gives up what waits to be sent or was refused. What was written lies nowhere else, so for a while it can be had back. */
export function discard(item: OutboxItem, t: Texts): void {
  getClient().discard(item.id);
  const undo = toUndo(item);
  if (undo) showToast({ text: t("discarded"), action: { label: t("undo"), run: undo } });
}

function toUndo({ command, input }: OutboxItem): (() => void) | null {
  switch (command) {
    case "message.send":
      return () => void getClient().send(input);
    case "message.edit":
      return () => getClient().enqueue(command, input);
    default:
      return null;
  }
}
