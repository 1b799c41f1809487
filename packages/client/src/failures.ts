import { type ErrorCode, errorCodes, type Failure, limits } from "@hiroba/protocol";

/**
 * Why there was no answer: nothing came in time, no connection, an answer that is not ours (a proxy's), which may be a
 * refusal of what was asked, or we hung up.
 */
const silences = ["timeout", "network", "foreign", "turnedAway", "closed"] as const;
export type SilenceReason = (typeof silences)[number];

/** The failure of a call that got no answer. Its outcome is unknown. */
export function toUnavailable(reason: SilenceReason, message: string): Failure {
  return { code: "UNAVAILABLE", message, details: { reason }, requestId: "" };
}

/** True for a failure that is the lack of an answer, not the server's own word. */
export function isSilence({ code, details }: Failure): boolean {
  return code === "UNAVAILABLE" && silences.some((reason) => reason === details.reason);
}

/** The statuses of a refusal that says nothing of what was asked: sign in, come later, come again. */
const passing = new Set([401, 407, 408, 425, 429]);

/** The failure of a call that was answered by another than our server, such as a proxy. */
export function toForeign(status: number): Failure {
  const isRefusal = status >= 400 && status < 500 && !passing.has(status);
  return toUnavailable(isRefusal ? "turnedAway" : "foreign", `Answered with status ${status}`);
}

/** Whether the fault may be with what was asked, so that it is no use to ask without end. */
export function mayStay({ code, details }: Failure): boolean {
  return code === "INTERNAL" || details.reason === ("turnedAway" satisfies SilenceReason);
}

/** The failure of a connection that the server itself has ended: it stops, or what opened the connection has ended. */
export function toParting(): Failure {
  return { code: "UNAVAILABLE", message: "The server ended the connection", details: {}, requestId: "" };
}

/**
 * The server's refusal of an input that is larger than a command may be, before it is sent; undefined for the others. Over
 * Socket.IO the server would close the connection instead, and whatever waits would be tried again for ever.
 */
export function refuseTooLarge(input: unknown): Failure | undefined {
  const bytes = new TextEncoder().encode(JSON.stringify(input)).length;
  if (bytes <= limits.commandBytes) return undefined;
  return { code: "TOO_LARGE", message: "The command is too large", details: {}, requestId: "" };
}

/** A failure from the wire; undefined when it is none of ours. */
export function toFailure(value: unknown): Failure | undefined {
  if (typeof value !== "object" || value === null || !("code" in value) || !isErrorCode(value.code)) return undefined;
  const { code, message, details, requestId } = value as Partial<Failure> & { code: ErrorCode };
  return { code, message: message ?? "", details: details ?? {}, requestId: requestId ?? "" };
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCodes, value);
}
