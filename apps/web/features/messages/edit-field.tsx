"use client";
import { countCharacters, isBlank, limits, type Message } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { getClient } from "@/store/client";
import { openOverlay, stopEditing } from "@/store/ui";
import { Button } from "@/ui/button";
import { focusComposer } from "./focus-composer";
import { LengthCounter } from "./length-counter";
import { MessageField } from "./message-field";

/** A message's text while it is being changed, in its place. */
export function EditField({ message }: { message: Message }) {
  const t = useTranslations("composer");
  const ui = useTranslations("ui");
  const field = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(message.body);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);
  const length = countCharacters(body);
  const close = () => {
    stopEditing();
    focusComposer();
  };
  const save = () => {
    const text = body.trimEnd();
    if (countCharacters(text) > limits.messageLength) return;
    close();
    if (isBlank(text)) openOverlay({ name: "deleteMessage", messageId: message.id });
    else if (text !== message.body) getClient().enqueue("message.edit", { messageId: message.id, body: text });
  };
  return (
    <div className="my-1 rounded-md bg-raised px-3 shadow-[inset_0_0_0_1px_var(--color-line-strong)]">
      <MessageField
        field={field}
        roomId={message.roomId}
        value={body}
        label={t("editLabel")}
        onChange={setBody}
        onSubmit={save}
        onKey={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        }}
      />
      <div className="flex items-center justify-end gap-2 pb-2">
        <LengthCounter length={length} />
        <Button look="quiet" className="h-8" onClick={close}>
          {ui("cancel")}
        </Button>
        <Button look="primary" className="h-8" disabled={length > limits.messageLength} onClick={save}>
          {ui("save")}
        </Button>
      </div>
    </div>
  );
}
