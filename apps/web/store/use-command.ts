import type { CommandInput, CommandName, CommandOutput, Failure, Result } from "@hiroba/protocol";
import { useState } from "react";
import { getClient } from "./client";

/** Runs a command from a form: whether it is under way, and what went wrong the last time. */
export function useCommand<Name extends CommandName>(name: Name) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (input: CommandInput<Name>): Promise<Result<CommandOutput<Name>>> => {
    setBusy(true);
    const result = await getClient().call(name, input);
    setBusy(false);
    setFailure(result.ok ? null : result.error);
    return result;
  };
  return { run, busy, failure, clear: () => setFailure(null) };
}
