import type { CommandInput, CommandName, CommandOutput, Failure, Result, State } from "@hiroba/protocol";
import { useState } from "react";
import { getClient } from "./client";
import { untilState } from "./until-state";

/**
 * Runs a command from a form: whether it is under way, and what went wrong the last time. With `isThere` it is done only
 * when the state says so, for what goes on from there.
 */
export function useCommand<Name extends CommandName>(name: Name) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (
    input: CommandInput<Name>,
    isThere?: (state: State) => boolean,
  ): Promise<Result<CommandOutput<Name>>> => {
    setBusy(true);
    const result = await getClient().call(name, input);
    if (result.ok && isThere) await untilState(isThere);
    setBusy(false);
    setFailure(result.ok ? null : result.error);
    return result;
  };
  return { run, busy, failure, clear: () => setFailure(null) };
}
