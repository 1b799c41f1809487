"use client";
import { type CompositionEvent, type KeyboardEvent, useRef } from "react";
import { type EnterAnswer, type EnterSignal, enterIdle, stepEnter } from "./enter-key";
import { useLatest } from "./use-latest";

type TextInput = HTMLInputElement | HTMLTextAreaElement;

/** The keys held down with an Enter. */
export type EnterModifiers = { shift: boolean; mod: boolean };

type EnterKeyOptions<Input extends TextInput> = {
  /** Called for an Enter that is meant; answer `false` to let it break the line instead. */
  onEnter: (modifiers: EnterModifiers, input: Input) => unknown;
  /** Called for every other key that no input method has taken. */
  onKey?: (event: KeyboardEvent<Input>) => void;
};

/** The one way in which text fields of this app hear of Enter: see `enter-key.ts` for what it takes care of. */
export function useEnterKey<Input extends TextInput>({ onEnter, onKey }: EnterKeyOptions<Input>) {
  const state = useRef(enterIdle);
  const modifiers = useRef<EnterModifiers>({ shift: false, mod: false });
  const latest = useLatest(onEnter);
  const step = (signal: EnterSignal): EnterAnswer => {
    const [next, answer] = stepEnter(state.current, signal);
    state.current = next;
    return answer;
  };
  return {
    onCompositionStart: () => void step({ type: "compositionstart" }),
    onCompositionEnd: (event: CompositionEvent<Input>) => {
      const input = event.currentTarget;
      // After this task the field's value and React's state hold the last syllable.
      if (step({ type: "compositionend", text: event.data }) === "later") {
        setTimeout(() => latest.current(modifiers.current, input), 0);
      }
    },
    onKeyDown: (event: KeyboardEvent<Input>) => {
      const composing = isTakenByInputMethod(event.nativeEvent);
      if (event.key !== "Enter" && !(composing && event.code === "Enter")) {
        if (!composing) onKey?.(event);
        return;
      }
      modifiers.current = { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey };
      const answer = step({ type: "enter", composing });
      if (answer === "swallow") event.preventDefault();
      if (answer === "act" && onEnter(modifiers.current, event.currentTarget) !== false) event.preventDefault();
    },
    onKeyUp: (event: KeyboardEvent<Input>) => {
      if (event.key === "Enter" || event.code === "Enter") step({ type: "keyup" });
    },
  };
}

/** 229 is what browsers say for a key that an input method has taken; Safari says only that. */
export function isTakenByInputMethod(event: globalThis.KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
