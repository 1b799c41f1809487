/*
 * What an Enter key press means while an input method may be composing. An Enter that chooses a candidate (Japanese,
 * Chinese) must not send; an Enter after a Korean syllable must send at once, although that syllable was still being
 * composed. Browsers tell in different orders:
 *
 *   Chrome, Firefox   keydown (isComposing, 229) → compositionend          [→ keydown 13, Korean on some systems]
 *   Safari            compositionend → keydown (229)
 *
 *   idle ──compositionstart──► composing ──Enter──► committing ──compositionend──► send if hangul, else nothing
 *                                  └──compositionend──► ended ──Enter 229──► the same, for Safari
 *                                                         └──Enter 13──► a plain Enter
 */

export type EnterState = {
  phase: "idle" | "composing" | "committing" | "ended";
  /** Whether what was composed last ends in hangul. */
  hangul: boolean;
  /** Whether this press has been acted on, so that the plain Enter some systems add does not act again. */
  done: boolean;
};

export type EnterSignal =
  | { type: "compositionstart" }
  | { type: "compositionend"; text: string }
  | { type: "enter"; composing: boolean }
  | { type: "keyup" };

/** `act` is an Enter to act on, `later` one to act on once the text has settled, `swallow` one to suppress, `ignore` the input method's own. */
export type EnterAnswer = "act" | "later" | "swallow" | "ignore";

export const enterIdle: EnterState = { phase: "idle", hangul: false, done: false };

/** The next state and what to do, for everything that happens in a text field. */
export function stepEnter(state: EnterState, signal: EnterSignal): [EnterState, EnterAnswer] {
  switch (signal.type) {
    case "compositionstart":
      return [{ ...enterIdle, phase: "composing" }, "ignore"];
    case "compositionend": {
      const hangul = /\p{Script=Hangul}$/u.test(signal.text);
      if (state.phase === "committing" && hangul) return [{ phase: "idle", hangul, done: true }, "later"];
      return [{ phase: "ended", hangul, done: false }, "ignore"];
    }
    case "enter":
      return signal.composing ? stepComposingEnter(state) : stepPlainEnter(state);
    case "keyup":
      return [state.phase === "composing" ? state : enterIdle, "ignore"];
  }
}

function stepComposingEnter(state: EnterState): [EnterState, EnterAnswer] {
  if (state.phase === "ended" && state.hangul) return [{ ...state, phase: "idle", done: true }, "act"];
  return [{ ...state, phase: state.phase === "composing" ? "committing" : state.phase }, "ignore"];
}

function stepPlainEnter(state: EnterState): [EnterState, EnterAnswer] {
  return state.done ? [state, "swallow"] : [enterIdle, "act"];
}
