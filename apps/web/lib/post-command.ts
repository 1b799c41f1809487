import type { CommandInput, CommandName, CommandOutput, Result } from "@hiroba/protocol";
import { postToServer } from "./ask-server";

/**
 * Runs a command over plain HTTP: for what signs this browser in or out, and for pages outside the chat, where no sync
 * client runs. Never rejects; without an answer the error is `UNAVAILABLE`, and the outcome unknown. What opens a session
 * for somebody without a password can be repeated only with the same `idempotencyKey`, a secret of this page.
 */
export function postCommand<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
  idempotencyKey?: string,
): Promise<Result<CommandOutput<Name>>> {
  return postToServer(
    `/v1/commands/${name}`,
    input,
    idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  );
}
