import type { Message, Result } from "@hiroba/protocol";
import { CornerUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFailureText } from "@/lib/use-failure-text";
import { getClient } from "@/store/client";
import { useUser } from "@/store/hooks";
import { showToast } from "@/store/toasts";
import { toSnippet } from "./snippet";
import { useInnerTabIndex } from "./tabbable";
import { useTimeline } from "./timeline-context";
import { useQuoted } from "./use-quoted";

/** The message that one answers to, in a line above it; jumps there. */
export function ReplyQuote({ roomId, messageId }: { roomId: string; messageId: string }) {
  const t = useTranslations("messages");
  const { jumpTo } = useTimeline();
  const toFailureText = useFailureText();
  const tabIndex = useInnerTabIndex();
  const quoted = useQuoted(roomId, messageId);
  const handleJump = async () => {
    const result = await findMessage(quoted, messageId);
    if (!result.ok) showToast({ text: toFailureText(result.error) });
    else if (result.data) jumpTo(result.data.seq);
    else showToast({ text: t("quoteGone") });
  };
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      onClick={handleJump}
      className="-mx-1 flex max-w-full items-center gap-1.5 rounded-sm px-1 py-0.5 text-left text-ink-soft text-sm hover:bg-hover hover:text-ink"
    >
      <CornerUpRight aria-hidden size={14} className="shrink-0" />
      <span className="sr-only">{t("inReplyTo")}</span>
      {quoted ? <Quoted message={quoted} /> : <span>{t("quoteEarlier")}</span>}
    </button>
  );
}

function Quoted({ message }: { message: Message }) {
  const t = useTranslations("messages");
  const people = useTranslations("people");
  const author = useUser(message.authorId);
  return (
    <>
      <span className="max-w-[40%] shrink-0 truncate font-medium">{author?.name ?? people("unknown")}</span>
      <span dir="auto" className="truncate">
        {message.deletedAt ? t("deleted") : toSnippet(message.body)}
      </span>
    </>
  );
}

async function findMessage(held: Message | undefined, id: string): Promise<Result<Message | undefined>> {
  if (held) return { ok: true, data: held };
  const result = await getClient().call("message.get", { messageIds: [id] });
  return result.ok ? { ok: true, data: result.data.messages[0] } : result;
}
