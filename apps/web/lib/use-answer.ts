"use client";
import type { Failure, Result } from "@hiroba/protocol";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLatest } from "./use-latest";

/** What a question to the server has brought so far: nothing yet, an answer, a refusal, or an answer of before. */
export type Answer<Data> = {
  data: Data | null;
  failure: Failure | null;
  askAgain: () => Promise<void>;
};

/**
 * Asks the server when first shown, whenever the window gets the focus, and on demand; with `everyMs` also from time to
 * time while the page is visible.
 */
export function useAnswer<Data>(ask: () => Promise<Result<Data>>, everyMs: number | null = null): Answer<Data> {
  const [answer, setAnswer] = useState<Omit<Answer<Data>, "askAgain">>({ data: null, failure: null });
  const latest = useLatest(ask);
  const turn = useRef(0);
  const askAgain = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const result = await latest.current();
    if (mine !== turn.current) return;
    setAnswer((before) => ({
      data: result.ok ? result.data : before.data,
      failure: result.ok ? null : result.error,
    }));
  }, [latest]);
  useEffect(() => {
    const handleFocus = () => void askAgain();
    handleFocus();
    window.addEventListener("focus", handleFocus);
    return () => window.removeEventListener("focus", handleFocus);
  }, [askAgain]);
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void askAgain(), everyMs);
    return () => clearInterval(timer);
  }, [askAgain, everyMs]);
  return { ...answer, askAgain };
}
