import type { Failure } from "@hiroba/protocol";
import type { Words } from "./words.ts";

/** A refusal in the visitor's language: by its reason where these pages know it, else by its code. */
export function toFailureText(
  { failures, reasons }: Words,
  { code, details }: Pick<Failure, "code" | "details">,
): string {
  const reason = typeof details.reason === "string" && Object.hasOwn(reasons, details.reason) ? details.reason : null;
  return (reason && reasons[reason]) || failures[code];
}
