import type { CommandInput, CommandName, CommandOutput, Failure, Result } from "@hiroba/protocol";
import { getClient } from "./client";
import { useStore } from "./store";

/** Runs a command that has no form to show its failure in: that goes to where toasts come from. */
export async function runCommand<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
): Promise<Result<CommandOutput<Name>>> {
  const result = await getClient().call(name, input);
  if (!result.ok) reportFailure(result.error);
  return result;
}

/** Has a failure said in the reader's language, in passing. */
export function reportFailure(failure: Failure): void {
  useStore.setState(({ failures }) => ({ failures: [...failures, failure] }));
}
