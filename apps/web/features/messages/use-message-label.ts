import type { Message } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { useUser } from "@/store/hooks";
import { toSnippet } from "./snippet";

/** How a screen reader names a message: who, what, when. */
export function useMessageLabel(message: Message): string {
  const t = useTranslations("messages");
  const people = useTranslations("people");
  const format = useFormatter();
  const author = useUser(message.authorId);
  return t("label", {
    name: author?.name ?? people("unknown"),
    text: message.deletedAt ? t("deleted") : toSnippet(message.body),
    time: format.dateTime(new Date(message.createdAt), { timeStyle: "short" }),
  });
}
