"use client";
import { toPrintable } from "@hiroba/protocol";
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect } from "react";
import { insertText } from "@/lib/insert-text";
import { type EnterModifiers, useEnterKey } from "@/lib/use-enter-key";
import { useLatest } from "@/lib/use-latest";
import { useMedia } from "@/lib/use-media";
import { isMod } from "@/lib/use-mod-key";
import { useStore } from "@/store/store";
import { CompletionList } from "./completion-list";
import { applyMark, linkSelection, type MarkName } from "./markdown-marks";
import { useCompletion } from "./use-completion";

type MessageFieldProps = {
  field: RefObject<HTMLTextAreaElement | null>;
  roomId: string;
  value: string;
  label: string;
  placeholder?: string;
  id?: string;
  onChange: (value: string) => void;
  onSubmit: () => void;
  /** Called for keys that nothing here wants. */
  onKey?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onBlur?: () => void;
  /** Called when the text has come to more than a line. */
  onWrap?: () => void;
  /** Whether it has another width since: it is measured anew. */
  wide?: boolean;
};

/**
 * A text field for a message: grows with its text, completes mentions and emoji, and knows what Enter means. What it
 * stands in must be positioned: its suggestions come above that.
 */
export function MessageField({
  field,
  roomId,
  value,
  label,
  onChange,
  onSubmit,
  onKey,
  onBlur,
  onWrap,
  wide = false,
  ...rest
}: MessageFieldProps) {
  const listId = useId();
  const completion = useCompletion(roomId, field);
  const breaksLine = useLineBreaks();
  useCaretAtEnd(field, value);
  useHeight({ field, value, wide, onWrap });
  const enter = useEnterKey<HTMLTextAreaElement>({
    onEnter: (modifiers, input) => {
      if (completion.chooseCurrent()) return true;
      if (!breaksLine(modifiers)) onSubmit();
      // Browsers break the line themselves, but not with Ctrl.
      else if (modifiers.mod) insertText(input, "\n");
      else return false;
      return true;
    },
    onKey: (event) => completion.handleKey(event) || markByKey(event) || onKey?.(event),
  });
  return (
    <div className="flex max-h-[40dvh] min-h-0 min-w-0 flex-1 flex-col justify-end">
      {completion.open && (
        <CompletionList
          id={listId}
          options={completion.options}
          index={completion.index}
          onChoose={completion.choose}
        />
      )}
      <textarea
        ref={field}
        rows={1}
        value={value}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={completion.open ? listId : undefined}
        aria-activedescendant={completion.open ? `${listId}-${completion.index}` : undefined}
        autoComplete="off"
        dir="auto"
        enterKeyHint={breaksLine({ shift: false, mod: false }) ? "enter" : "send"}
        className="block min-h-0 w-full resize-none bg-transparent py-2 text-base leading-[1.5rem] outline-none placeholder:overflow-hidden placeholder:text-ellipsis placeholder:whitespace-nowrap placeholder:text-ink-soft"
        onChange={(event) => {
          onChange(toPrintable(event.target.value));
          completion.look();
          completion.closeShortcode(typedBy(event.nativeEvent));
        }}
        onPaste={(event) => {
          if (linkSelection(event.currentTarget, event.clipboardData.getData("text").trim())) event.preventDefault();
        }}
        onSelect={completion.look}
        onBlur={() => {
          completion.close();
          onBlur?.();
        }}
        {...rest}
        {...enter}
      />
    </div>
  );
}

/** Bold and italic by the keys that they have everywhere. */
function markByKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  const name = isMod(event) && !event.shiftKey && !event.altKey ? markKeys[event.key.toLowerCase()] : undefined;
  if (!name) return false;
  event.preventDefault();
  applyMark(event.currentTarget, name);
  return true;
}

const markKeys: Partial<Record<string, MarkName>> = { b: "bold", i: "italic" };

/** What a key has put there; null for all other changes, undoing among them. */
function typedBy(event: Event): string | null {
  return event instanceof InputEvent && event.inputType === "insertText" ? event.data : null;
}

/** Whether an Enter breaks the line here: always on touch keyboards, otherwise as the person has set it. */
function useLineBreaks(): (modifiers: EnterModifiers) => boolean {
  const touch = useMedia("touch");
  const enterKey = useStore(({ view }) => view?.state?.settings.enterKey ?? "send");
  return ({ shift, mod }) => {
    if (touch) return !mod;
    return enterKey === "send" ? shift || mod : !(shift || mod);
  };
}

/** A text that comes from elsewhere is written on at its end: browsers would begin at its start. */
function useCaretAtEnd(field: RefObject<HTMLTextAreaElement | null>, value: string): void {
  useLayoutEffect(() => {
    if (document.activeElement !== field.current) field.current?.setSelectionRange(value.length, value.length);
  }, [field, value]);
}

/** As high as its text, up to what the style sheet allows. */
function useHeight({
  field,
  value,
  wide,
  onWrap,
}: Pick<MessageFieldProps, "field" | "value" | "wide" | "onWrap">): void {
  const wrapped = useLatest(onWrap);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text or width is another height.
  useLayoutEffect(() => {
    const element = field.current;
    const around = element?.parentElement;
    if (!element || !around) return;
    // Its place is held while it is measured: a timeline that grows for a moment is scrolled up when that is over.
    around.style.minHeight = `${around.offsetHeight}px`;
    element.style.height = "0";
    const height = element.scrollHeight;
    element.style.height = `${height}px`;
    // One line with the space around it is less than two.
    if (height > 2 * Number.parseFloat(getComputedStyle(element).lineHeight)) wrapped.current?.();
    around.style.minHeight = "";
  }, [field, value, wide, wrapped]);
}
