import { randomBytes } from "node:crypto";
import { passwordSchema } from "@hiroba/protocol";
import { UsageError } from "./arguments.ts";

/** A password for somebody: the one given, the first line of standard input for `-`, or a new one, to be shown once. */
export async function choosePassword(
  given: string | undefined,
  readLine: () => Promise<string>,
): Promise<{ password: string; generated: string | null }> {
  if (given === undefined) {
    const generated = randomBytes(15).toString("base64url");
    return { password: generated, generated };
  }
  const result = passwordSchema.safeParse(given === "-" ? await readLine() : given);
  if (!result.success) throw new UsageError(`--password: ${result.error.issues[0]?.message}`);
  return { password: result.data, generated: null };
}

/** The line that shows a generated password. */
export function toPasswordLines(generated: string | null): string[] {
  return generated === null ? [] : [`Password: ${generated}`];
}
