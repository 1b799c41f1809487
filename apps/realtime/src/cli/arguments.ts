import { parseArgs } from "node:util";
import type { z } from "zod";

/** A command that was not understood: exit code 2, unlike one that was refused. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Parses `--name value` pairs by a schema. Throws a `UsageError` that names the option. */
export function parseOptions<Schema extends z.ZodObject>(schema: Schema, args: string[]): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args, options, strict: true, allowPositionals: false }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues.map((issue) => toLine(issue, values)).join("\n"));
}

function toLine({ path, message }: z.core.$ZodIssue, values: Record<string, unknown>): string {
  const name = String(path[0] ?? "");
  return name in values ? `--${name}: ${message}` : `--${name} is missing.`;
}
