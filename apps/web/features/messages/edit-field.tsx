"use client";
import { countCharacters, isBlank, limits, type Message } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { getClient } from "@/store/client";
import { changeEdit, stopEditing } from "@/store/edits";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { focusComposer } from "./focus-composer";
import { LengthCounter } from "./length-counter";
import { MessageField } from "./message-field";

/** A message's text while it is being changed, in its place. Once it is deleted elsewhere, what was written stays to be copied. */
export function EditField({ message }: { message: Message }) {
  const t = useTranslations("composer");
  const ui = useTranslations("ui");
  const field = useRef<HTMLTextAreaElement>(null);
  const body = useStore(({ edits }) => edits[message.id] ?? message.body);
  const gone = message.deletedAt !== null;
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);
  const length = countCharacters(body);
  const close = () => {
    stopEditing(message.id);
    focusComposer();
  };
  const save = () => {
    const text = body.trimEnd();
    if (gone || countCharacters(text) > limits.messageLength) return;
    close();
    if (isBlank(text)) openOverlay({ name: "deleteMessage", messageId: message.id });
    else if (text !== message.body) getClient().enqueue("message.edit", { messageId: message.id, body: text });
  };
  return (
    <div className="relative my-1 rounded-md bg-raised px-3 shadow-[inset_0_0_0_1px_var(--color-line-strong)]">
      <MessageField
        field={field}
        roomId={message.roomId}
        value={body}
        label={t("editLabel")}
        onChange={(text) => changeEdit(message.id, text)}
        onSubmit={save}
        onKey={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        }}
      />
      {gone && (
        <p role="status" className="pb-2 text-bad text-xs">
          {t("editGone")}
        </p>
      )}
      <div className="flex items-center justify-end gap-2 pb-2">
        <LengthCounter length={length} />
        <CancelButton className="h-8" onClick={close} />
        <Button look="primary" className="h-8" disabled={gone || length > limits.messageLength} onClick={save}>
          {ui("save")}
        </Button>
      </div>
    </div>
  );
}
