import type { OutboxItem } from "@hiroba/client";
import { Clock, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFailureText } from "@/lib/use-failure-text";
import { getClient } from "@/store/client";
import { useMessage } from "@/store/messages";
import { discard } from "./discard";
import { useInnerTabIndex } from "./tabbable";

/** How far what I did to a message is: waiting, on its way, or refused, with what can be done then. */
export function PendingMark({ messageId }: { messageId: string }) {
  const pending = useMessage(messageId)?.pending;
  if (!pending) return null;
  return pending.status === "failed" ? <Failed item={pending} /> : <Waiting item={pending} />;
}

function Waiting({ item }: { item: OutboxItem }) {
  const t = useTranslations("messages");
  return (
    // Most are sent before this has faded in.
    <p className="flex animate-[appear_200ms_600ms_both] items-center gap-1.5 text-2xs text-ink-soft">
      <Clock aria-hidden size={12} />
      {item.status === "sending" ? t("sending") : t("queued")}
    </p>
  );
}

function Failed({ item }: { item: OutboxItem }) {
  const t = useTranslations("messages");
  const ui = useTranslations("ui");
  const actions = useTranslations("messages.actions");
  const failureText = useFailureText();
  const tabIndex = useInnerTabIndex();
  const look = "rounded-sm px-1.5 py-0.5 font-medium underline underline-offset-2 touch:min-h-11";
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-2 text-bad text-xs">
      {item.command === "message.edit" && <RefusedText text={item.input.body} />}
      <TriangleAlert aria-hidden size={14} />
      <span>{t(failedText[item.command] ?? "failed")}</span>
      {item.error && <span>{failureText(item.error)}</span>}
      <button type="button" tabIndex={tabIndex} className={look} onClick={() => getClient().retry(item.id)}>
        {ui("retry")}
      </button>
      <button type="button" tabIndex={tabIndex} className={look} onClick={() => discard(item, actions)}>
        {t("discard")}
      </button>
    </div>
  );
}

/** What a message was to be changed to: the row shows what it still says, and this lies nowhere else. */
function RefusedText({ text }: { text: string }) {
  return (
    <p
      dir="auto"
      className="my-1 max-h-40 w-full overflow-y-auto whitespace-pre-wrap border-bad border-s-3 ps-3 text-base text-ink"
    >
      {text}
    </p>
  );
}

const failedText: Partial<Record<OutboxItem["command"], "notSent" | "notEdited" | "notDeleted">> = {
  "message.send": "notSent",
  "message.edit": "notEdited",
  "message.delete": "notDeleted",
};
