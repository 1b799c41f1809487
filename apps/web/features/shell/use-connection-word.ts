import type { OutboxItem } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { useStore } from "@/store/store";

/** A word about the connection, with how much waits for it; null while it is live. */
export function useConnectionWord(): string | null {
  const t = useTranslations("connection");
  const status = useStore(({ view }) => view?.connection.status ?? "connecting");
  const waiting = useWaiting();
  if (status === "live") return null;
  return t(`words.${status}`, { count: waiting });
}

/** How much waits to be sent of what a person would miss: messages and reactions, not drafts and read marks. */
export function useWaiting(): number {
  return useStore(({ view }) => view?.outbox.filter(isMissed).length ?? 0);
}

function isMissed({ command, status }: OutboxItem): boolean {
  return status !== "failed" && (command.startsWith("message.") || command.startsWith("reaction."));
}
