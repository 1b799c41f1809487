import type { CommandInput, CommandName } from "@hiroba/protocol";
import { useAnswer } from "@/lib/use-answer";
import { getClient } from "./client";

/** What a command that reads answers, for what the log does not keep up to date: devices, tokens, invites. */
export function useAnswered<Name extends CommandName>(name: Name, input: CommandInput<Name>) {
  return useAnswer(() => getClient().call(name, input));
}
