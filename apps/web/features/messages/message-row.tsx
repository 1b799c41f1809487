"use client";
import type { Message } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useRef, useState } from "react";
import { classes } from "@/lib/classes";
import { useLongPress } from "@/lib/use-long-press";
import { useUser, useUserId } from "@/store/hooks";
import { useMessage } from "@/store/messages";
import { useStore } from "@/store/store";
import { clearNear, openOverlay, setNear } from "@/store/ui";
import { Avatar } from "@/ui/avatar";
import { ActionBar } from "./action-bar";
import { MessageContent } from "./message-content";
import { MessageTime } from "./message-time";
import { TabbableContext } from "./tabbable";
import { useLateMessageActions } from "./use-message-actions";
import { useMessageLabel } from "./use-message-label";

type MessageRowProps = { id: string; leads: boolean; lit: boolean; tabbable: boolean };

/** A message, or one on its way: the same row from the first key to the last edit. */
export const MessageRow = memo(function MessageRow({ id, ...rest }: MessageRowProps) {
  const shown = useMessage(id);
  return shown ? <Row {...rest} message={shown.message} /> : null;
});

function Row({ message, leads, lit, tabbable }: Omit<MessageRowProps, "id"> & { message: Message }) {
  const me = useUserId();
  const editing = useEditing(message);
  const near = useStore(({ nearId }) => nearId === message.id);
  const row = useRef<HTMLElement>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  const lateActions = useLateMessageActions(message);
  const label = useMessageLabel(message);
  const longPress = useLongPress(() => openOverlay({ name: "messageActions", messageId: message.id }));
  const calls = message.authorId !== me && (message.mentions.room || message.mentions.userIds.includes(me ?? ""));

  const handleMenuOpenChange = (open: boolean) => {
    setMenuOpen(open);
    // What hung open has swallowed the pointer's way out.
    if (!open && !row.current?.matches(":hover")) clearNear(message.id);
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") openOverlay({ name: "messageActions", messageId: message.id });
    const action = lateActions().find(({ key }) => key === event.key.toLowerCase());
    if (action || event.key === "Enter") event.preventDefault();
    action?.run();
  };
  return (
    <article
      ref={row}
      aria-label={label}
      data-message={message.id}
      data-stop={message.id}
      data-seq={message.seq}
      tabIndex={tabbable ? 0 : -1}
      className={classes(
        "group/row relative flex gap-3 px-4 touch:select-none [-webkit-touch-callout:none] mid:rounded-md",
        "-outline-offset-2 transition-colors duration-500",
        leads ? "mt-2.5 pt-1 pb-0.5" : "py-0.5",
        calls && "bg-highlight",
        lit ? "bg-accent-soft duration-0" : near && !calls && "bg-sunken duration-0",
      )}
      onKeyDown={handleKeyDown}
      onPointerEnter={(event) => event.pointerType === "mouse" && setNear(message.id)}
      onPointerLeave={() => clearNear(message.id)}
      {...longPress}
    >
      <Gutter message={message} leads={leads} />
      <TabbableContext value={tabbable}>
        <div className="min-w-0 flex-1">
          {leads && <Byline message={message} />}
          <MessageContent message={message} editing={editing} />
        </div>
        {(near || menuOpen) && !editing && <ActionBar message={message} onMenuOpenChange={handleMenuOpenChange} />}
      </TabbableContext>
    </article>
  );
}

/** Of a message that was deleted, only what had been written already is still there to edit. */
function useEditing({ id, deletedAt }: Message): boolean {
  return useStore(({ editingId, edits }) => editingId === id && (deletedAt === null || edits[id] !== undefined));
}

function Gutter({ message, leads }: { message: Message; leads: boolean }) {
  const author = useUser(message.authorId);
  if (!leads) {
    return (
      // Not copied with the messages either: where it is not seen, nobody would know what it is.
      <div className="w-9 shrink-0 select-none pt-1 text-right opacity-0 group-focus-visible/row:opacity-100 mouse:group-hover/row:opacity-100">
        <MessageTime message={message} />
      </div>
    );
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden
      className="mt-0.5 h-9 shrink-0"
      onClick={() => openOverlay({ name: "profile", userId: message.authorId })}
    >
      <Avatar id={message.authorId} name={author?.name ?? ""} />
    </button>
  );
}

function Byline({ message }: { message: Message }) {
  const t = useTranslations("people");
  const author = useUser(message.authorId);
  return (
    <div className="flex items-baseline gap-2">
      {/* No stop of its own for Tab: with one in every group the way through a timeline would be endless. */}
      <button
        type="button"
        tabIndex={-1}
        className="min-w-0 truncate rounded-sm font-semibold text-base leading-[1.5rem] hover:underline"
        onClick={() => openOverlay({ name: "profile", userId: message.authorId })}
      >
        {author?.name ?? t("unknown")}
      </button>
      {author?.role === "guest" && <span className="text-2xs text-ink-soft">{t("roles.guest")}</span>}
      <MessageTime message={message} />
    </div>
  );
}
