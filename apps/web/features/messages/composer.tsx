"use client";
import { countCharacters, isBlank, limits, type RoomEntry } from "@hiroba/protocol";
import { ALargeSmall, SendHorizontal, Smile } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { EmojiButton } from "@/features/emoji/emoji-button";
import { classes } from "@/lib/classes";
import { useMedia } from "@/lib/use-media";
import { useShort } from "@/lib/use-short";
import { getClient } from "@/store/client";
import { changeDraft, clearDraft, readDraft, returnDraft, saveDrafts, useDraft } from "@/store/drafts";
import { returnEdits, startEditing } from "@/store/edits";
import { IconButton } from "@/ui/icon-button";
import { COMPOSER_ID, writeInComposer } from "./focus-composer";
import { FormatBar } from "./format-bar";
import { findMyLastMessage } from "./last-message";
import { LengthCounter } from "./length-counter";
import { MessageField } from "./message-field";
import { ReplyBar } from "./reply-bar";
import { scrollTimeline } from "./scroll-timeline";
import { announceSent } from "./sent";

const PLACE = "mx-auto w-full max-w-[46rem] px-2 pb-2 mid:px-4 mid:pb-4";

/** A page up (-1) or down (1), unless the text itself is longer than its field. */
function toPage({ key, currentTarget }: KeyboardEvent<HTMLTextAreaElement>): 1 | -1 | null {
  if (currentTarget.scrollHeight > currentTarget.clientHeight) return null;
  return key === "PageUp" ? -1 : key === "PageDown" ? 1 : null;
}

function canSend(text: string): boolean {
  return !isBlank(text) && countCharacters(text) <= limits.messageLength;
}

/** Stands where the composer will be, as high as it is while it is empty. */
export function ComposerSkeleton() {
  return (
    <div aria-hidden className={PLACE}>
      <div className="h-12 rounded-lg bg-raised shadow-[inset_0_0_0_1px_var(--color-line)] touch:h-13" />
    </div>
  );
}

/** Where messages are written. Never waits: what is sent goes to the outbox, and the next one can be typed at once. */
export function Composer({ entry: { room } }: { entry: RoomEntry }) {
  const t = useTranslations("composer");
  const field = useRef<HTMLTextAreaElement>(null);
  const { body, replyToId } = useDraft(room.id);
  const [formatting, setFormatting] = useState(false);
  const short = useShort();
  const { tall, setTall } = useTall(body);
  useFocusOnOpen(field, room.id);
  useSavingOnLeave(room.id);

  const change = (text: string) => {
    changeDraft(room.id, { body: text });
    getClient().setTyping(room.id, !isBlank(text));
  };
  const send = () => {
    const draft = readDraft(room.id);
    const text = draft.body.replace(/^\s*\n/u, "").trimEnd();
    if (!canSend(text)) return;
    getClient().send({ roomId: room.id, body: text, replyToId: draft.replyToId });
    getClient().setTyping(room.id, false);
    clearDraft(room.id);
    announceSent(room.id);
  };
  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // With Alt the arrows lead to other rooms.
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape" && replyToId) changeDraft(room.id, { replyToId: null });
    const page = toPage(event);
    const last = event.key === "ArrowUp" && body === "" ? findMyLastMessage(room.id) : undefined;
    if (page) scrollTimeline(page);
    if (last) startEditing(last);
    if (page || last) event.preventDefault();
  };
  return (
    <form
      aria-label={t("label")}
      className={PLACE}
      onSubmit={(event) => {
        event.preventDefault();
        send();
        field.current?.focus();
      }}
    >
      {/* Not what is bounded: its suggestions stand outside of that. */}
      <div className="relative">
        {/* The conversation keeps the most of a screen, down to where one line and the buttons would no longer fit. */}
        <div className="flex max-h-[max(calc(var(--app-height)*0.4),10rem)] flex-col overflow-y-auto rounded-lg bg-raised shadow-[inset_0_0_0_1px_var(--color-line)] focus-within:shadow-[inset_0_0_0_1px_var(--color-line-strong)]">
          {replyToId && (
            <ReplyBar
              roomId={room.id}
              messageId={replyToId}
              onClose={() => changeDraft(room.id, { replyToId: null })}
            />
          )}
          {/* On phones what is longer than a line has all of the width, and the buttons a row of their own. */}
          <div
            className={classes(
              "flex min-h-12 touch:min-h-13 gap-1 py-1 pr-1 pl-4",
              tall && "max-mid:min-h-24! max-mid:flex-col max-mid:pl-3 max-mid:*:first:px-1",
            )}
          >
            <MessageField
              field={field}
              id={COMPOSER_ID}
              roomId={room.id}
              value={body}
              wide={tall}
              label={t("placeholder", { room: room.name })}
              placeholder={t("placeholder", { room: room.name })}
              onChange={change}
              onSubmit={send}
              onBlur={saveDrafts}
              onWrap={() => setTall(true)}
              onKey={handleKey}
            />
            <div className="flex shrink-0 gap-1 self-end">
              {!short && (
                <IconButton
                  icon={ALargeSmall}
                  label={t("format")}
                  aria-expanded={formatting}
                  onClick={() => setFormatting(!formatting)}
                />
              )}
              <EmojiButton icon={Smile} label={t("emoji")} onPick={writeInComposer} />
              <SendButton disabled={!canSend(body)} />
            </div>
          </div>
          <div className="px-4 pb-2 empty:hidden">
            <LengthCounter length={countCharacters(body)} />
          </div>
          {formatting && !short && <FormatBar field={field} />}
        </div>
      </div>
    </form>
  );
}

function SendButton({ disabled }: { disabled: boolean }) {
  const t = useTranslations("composer");
  return (
    <button
      type="submit"
      aria-label={t("send")}
      disabled={disabled}
      className="grid size-9 shrink-0 place-items-center rounded-md bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-transparent disabled:text-ink-soft touch:size-11"
    >
      <SendHorizontal aria-hidden size={18} />
    </button>
  );
}

/** Whether the text has come to more than a line since it was begun. It stays so, lest buttons jump to and fro. */
function useTall(text: string) {
  const [tall, setTall] = useState(false);
  if (tall && text === "") setTall(false);
  return { tall, setTall };
}

/** Ready to type when a room opens; on touch screens the keyboard would cover what one came to read. */
function useFocusOnOpen(field: React.RefObject<HTMLTextAreaElement | null>, roomId: string): void {
  const touch = useMedia("touch");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another room is another opening.
  useEffect(() => {
    if (!touch) field.current?.focus();
  }, [field, touch, roomId]);
}

function useSavingOnLeave(roomId: string): void {
  useEffect(() => {
    returnDraft(roomId);
    returnEdits();
    return saveDrafts;
  }, [roomId]);
}
