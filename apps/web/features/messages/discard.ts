import type { OutboxItem } from "@hiroba/client";
import type { useTranslations } from "next-intl";
import { getClient } from "@/store/client";
import { showToast } from "@/store/toasts";

type Texts = ReturnType<typeof useTranslations<"messages.actions">>;

/** Gives up what waits to be sent or was refused. What was written lies nowhere else, so for a while it can be had back. */
export function discard({ id, command }: OutboxItem, t: Texts): void {
  const undo = getClient().discard(id);
  if (command !== "message.send" && command !== "message.edit") return;
  showToast({ text: t("discarded"), action: { label: t("undo"), run: undo } });
}
