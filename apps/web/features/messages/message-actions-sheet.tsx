"use client";
import type { Message } from "@hiroba/protocol";
import { SmilePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, useRef, useState } from "react";
import { EmojiPicker } from "@/features/emoji/emoji-picker";
import { useQuickEmoji } from "@/features/emoji/recent-emoji";
import { classes } from "@/lib/classes";
import { useUser } from "@/store/hooks";
import { useMessage } from "@/store/messages";
import { closeOverlay } from "@/store/ui";
import { Dialog } from "@/ui/dialog";
import { ReactionNames } from "./reaction-names";
import { toSnippet } from "./snippet";
import { toggleReaction } from "./toggle-reaction";
import { useMessageActions } from "./use-message-actions";

/** What can be done with a message, after a long press or Enter on it. */
export function MessageActionsSheet({ messageId }: { messageId: string }) {
  const message = useMessage(messageId)?.message;
  return message ? <Sheet message={message} /> : null;
}

function Sheet({ message }: { message: Message }) {
  const t = useTranslations("messages");
  const author = useUser(message.authorId);
  const actions = useMessageActions(message);
  const [picking, setPicking] = useState(false);
  const guard = useGuard();
  const react = (emoji: string) => {
    toggleReaction(message, emoji);
    closeOverlay();
  };
  if (picking) {
    return (
      <Dialog open title={t("addReaction")} onClose={closeOverlay}>
        <EmojiPicker onPick={react} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      title={author?.name ?? ""}
      description={<span className="line-clamp-2">{toSnippet(message.body)}</span>}
      onClose={closeOverlay}
    >
      <div {...guard}>
        {actions.some(({ name }) => name === "reply") && (
          <QuickReactions onPick={react} onMore={() => setPicking(true)} />
        )}
        <ul className="-mx-2 pb-3">
          {actions.map(({ name, icon: Icon, label, danger, run }) => (
            <li key={name}>
              <button
                type="button"
                className={classes(
                  "flex h-11 w-full items-center gap-3 rounded-md px-2 text-base hover:bg-hover",
                  danger && "text-bad",
                )}
                onClick={() => {
                  closeOverlay();
                  run();
                }}
              >
                <Icon aria-hidden size={18} className={danger ? "" : "text-ink-soft"} />
                {label}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <ReactionNames reactions={message.reactions} />
    </Dialog>
  );
}

/** The finger whose long press opened the sheet is still down: letting go must not press what appeared under it. */
function useGuard() {
  const pressed = useRef(false);
  return {
    onPointerDownCapture: () => {
      pressed.current = true;
    },
    onClickCapture: (event: MouseEvent) => {
      // A click without a press is a keyboard's, which has no detail, or that finger's.
      if (!pressed.current && event.detail > 0) event.stopPropagation();
    },
  };
}

function QuickReactions({ onPick, onMore }: { onPick: (emoji: string) => void; onMore: () => void }) {
  const t = useTranslations("messages");
  const quick = useQuickEmoji();
  const look = "grid size-11 place-items-center rounded-full bg-hover text-xl";
  return (
    <div className="flex justify-between pb-3">
      {quick.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={look}
          aria-label={t("reactWith", { emoji })}
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button type="button" className={look} aria-label={t("moreEmoji")} onClick={onMore}>
        <SmilePlus aria-hidden size={20} className="text-ink-soft" />
      </button>
    </div>
  );
}
