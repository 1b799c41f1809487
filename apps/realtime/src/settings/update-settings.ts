import { CommandError, defaultSettings, settingsSchema, userTopic } from "@hiroba/protocol";
import type { Handler } from "../context.ts";

/** Changes some of the caller's settings, on all their devices. */
export const updateSettings: Handler<"settings.update"> = (changes, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const [row] = await tx.query<{ settings: unknown }>(
      `SELECT settings FROM "user" WHERE id = $1 AND deactivated_at IS NULL`,
      [userId],
    );
    if (!row) throw new CommandError("UNAUTHENTICATED", "Sign in again.");
    const held = settingsSchema.catch(defaultSettings).parse(row.settings);
    const settings = settingsSchema.parse({ ...held, ...withoutUndefined(changes) });
    if (JSON.stringify(settings) === JSON.stringify(held)) return { settings, seq: tx.head() };
    await tx.query(`UPDATE "user" SET settings = $2, updated_at = $3 WHERE id = $1`, [userId, settings, tx.at]);
    return { settings, seq: tx.publish(userTopic(userId), () => ({ type: "settings.updated", settings })) };
  });

function withoutUndefined<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
}
