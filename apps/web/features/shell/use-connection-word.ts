import type { ClientView } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { useStore } from "@/store/store";

/** A word about the connection, with how much waits for it; null while it is live. */
export function useConnectionWord(): string | null {
  const t = useTranslations("connection");
  const status = useStore(({ view }) => view?.connection.status ?? "connecting");
  const waiting = useStore(({ view }) => countWaiting(view));
  if (status === "live") return null;
  return t(`words.${status}`, { count: waiting });
}

/** What a person would miss: messages and reactions, not drafts and read marks. */
function countWaiting(view: ClientView | null): number {
  const counted = view?.outbox.filter(
    ({ command, status }) => status !== "failed" && (command.startsWith("message.") || command.startsWith("reaction.")),
  );
  return counted?.length ?? 0;
}
