import type { CDPSession, Page } from "playwright-core";

/** An input method (Japanese, Korean) as the browser hears it. */
export type InputMethod = {
  /** Composes a text; it stands underlined in the focused field. */
  compose(text: string): Promise<void>;
  /** Presses Enter to commit what is composed, in the order of events of Chrome and Firefox. */
  commitAsChrome(text: string): Promise<void>;
  /** The same in Safari's order: the composition ends first, and only the key code 229 tells. */
  commitAsSafari(text: string): Promise<void>;
  /** Presses Escape to take back what is composed. */
  cancel(): Promise<void>;
};

export async function attachInputMethod(page: Page): Promise<InputMethod> {
  const session = await page.context().newCDPSession(page);
  const commit = (text: string) => session.send("Input.insertText", { text });
  return {
    compose: async (text) => {
      await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    },
    commitAsChrome: async (text) => {
      await press(session, "Enter", "rawKeyDown");
      await commit(text);
      await press(session, "Enter", "keyUp");
    },
    commitAsSafari: async (text) => {
      await commit(text);
      await press(session, "Enter", "rawKeyDown");
      await press(session, "Enter", "keyUp");
    },
    cancel: async () => {
      await press(session, "Escape", "rawKeyDown");
      await session.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
      await press(session, "Escape", "keyUp");
    },
  };
}

const codes = { Enter: 13, Escape: 27 };

/** 229 says that an input method has taken the key. */
async function press(session: CDPSession, key: keyof typeof codes, type: "rawKeyDown" | "keyUp"): Promise<void> {
  const windowsVirtualKeyCode = type === "keyUp" ? codes[key] : 229;
  await session.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode });
}
