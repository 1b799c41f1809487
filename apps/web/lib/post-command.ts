import type { CommandInput, CommandName, CommandOutput, Failure, Result } from "@hiroba/protocol";

const TIMEOUT_MS = 15_000;

/**
 * Runs a command over plain HTTP: for what signs this browser in or out, and for pages outside the chat, where no sync
 * client runs. Never rejects; without an answer the error is `UNAVAILABLE`, and the outcome unknown. What opens a session
 * for somebody without a password can be repeated only with the same `idempotencyKey`, a secret of this page.
 */
export async function postCommand<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
  idempotencyKey?: string,
): Promise<Result<CommandOutput<Name>>> {
  try {
    const response = await fetch(`/v1/commands/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(idempotencyKey && { "idempotency-key": idempotencyKey }) },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return (await response.json()) as Result<CommandOutput<Name>>;
  } catch {
    return { ok: false, error: unavailable };
  }
}

const unavailable: Failure = { code: "UNAVAILABLE", message: "No answer", details: {}, requestId: "" };
