import { Reply, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useNameInText } from "@/features/users/use-name-in-text";
import { useUser } from "@/store/hooks";
import { IconButton } from "@/ui/icon-button";
import { toSnippet } from "./snippet";
import { useQuoted } from "./use-quoted";

type ReplyBarProps = { roomId: string; messageId: string; onClose: () => void };

/** The message that is being answered, above the composer. */
export function ReplyBar({ roomId, messageId, onClose }: ReplyBarProps) {
  const t = useTranslations("composer");
  const people = useTranslations("people");
  const message = useQuoted(roomId, messageId);
  const author = useUser(message?.authorId ?? null);
  const name = useNameInText()(author) ?? people("unknown");
  return (
    <div className="flex items-center gap-2 border-line border-b py-1 pr-1 pl-4 text-sm">
      <Reply aria-hidden size={16} className="shrink-0 text-accent-ink" />
      <p className="min-w-0 flex-1 truncate text-ink-soft">
        <span className="font-medium text-ink">{t("replyingTo", { name })}</span>{" "}
        {message && <bdi>{toSnippet(message.body)}</bdi>}
      </p>
      <IconButton icon={X} label={t("cancelReply")} size="small" onClick={onClose} />
    </div>
  );
}
