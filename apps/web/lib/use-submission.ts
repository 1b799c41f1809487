"use client";
import type { Failure, Result } from "@hiroba/protocol";
import { useState } from "react";

/**
 * Sends a form of the pages outside the chat. After a success it stays busy: the page is about to be left, and nothing
 * should be pressed twice.
 */
export function useSubmission<Input, Data>(send: (input: Input) => Promise<Result<Data>>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (input: Input): Promise<Result<Data>> => {
    setBusy(true);
    setFailure(null);
    const result = await send(input);
    if (!result.ok) {
      setBusy(false);
      setFailure(result.error);
    }
    return result;
  };
  return { submit, busy, failure };
}
