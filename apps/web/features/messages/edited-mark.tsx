import type { CommandOutput, Message } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useEffect, useState } from "react";
import { findMain } from "@/lib/find-main";
import { getClient } from "@/store/client";
import { Skeleton } from "@/ui/skeleton";
import { useInnerTabIndex } from "./tabbable";

type Edits = CommandOutput<"message.listEdits">["edits"];

/** Says that a message was changed; opened, what it said before. */
export function EditedMark({ message }: { message: Message }) {
  const t = useTranslations("messages");
  return (
    <Popover.Root>
      <Popover.Trigger
        tabIndex={useInnerTabIndex()}
        className="relative rounded-sm text-2xs text-ink-soft hover:underline touch:before:absolute touch:before:-inset-3.5"
      >
        {t("edited")}
      </Popover.Trigger>
      <Popover.Portal container={findMain()}>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t("history")}
          className="z-40 max-h-80 w-80 max-w-[92vw] animate-appear overflow-y-auto rounded-md bg-raised p-3 shadow-float"
        >
          <History message={message} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function History({ message: { id, rev } }: { message: Message }) {
  const t = useTranslations("messages");
  const format = useFormatter();
  const edits = useEdits(id, rev);
  if (edits === null) return <Skeleton className="h-10 w-full" />;
  if (edits === "failed") return <p className="text-ink-soft text-sm">{t("historyNotLoaded")}</p>;
  return (
    <>
      <p className="pb-2 font-medium text-ink-soft text-xs">{t("history")}</p>
      <ol className="grid gap-3">
        {edits.map((edit) => (
          <li key={edit.at} className="text-sm">
            <p className="whitespace-pre-wrap">{edit.body}</p>
            <time dateTime={edit.at} className="text-2xs text-ink-soft">
              {format.dateTime(new Date(edit.at), { dateStyle: "medium", timeStyle: "short" })}
            </time>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The earlier texts, fetched anew when the message has changed. */
function useEdits(messageId: string, rev: number): Edits | "failed" | null {
  const [edits, setEdits] = useState<Edits | "failed" | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new rev is a new history.
  useEffect(() => {
    let left = false;
    void getClient()
      .call("message.listEdits", { messageId })
      .then((result) => {
        if (!left) setEdits(result.ok ? result.data.edits : "failed");
      });
    return () => {
      left = true;
    };
  }, [messageId, rev]);
  return edits;
}
