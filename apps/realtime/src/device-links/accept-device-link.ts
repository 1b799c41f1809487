import { CommandError, type Id } from "@hiroba/protocol";
import { hashSecret } from "../authentication/secrets.ts";
import { signBrowserIn, toBrowser } from "../authentication/sign-browser-in.ts";
import type { Handler } from "../context.ts";
import { insertSession } from "../sessions/session-writes.ts";

/** Signs this browser in by a device link. Of many who try the same one, one gets in. */
export const acceptDeviceLink: Handler<"deviceLink.accept"> = async ({ code }, context) => {
  const hash = hashSecret(code);
  const session = await context.app.log.write(null, async (tx) => {
    const [link] = await tx.query<{ user_id: Id }>(
      `UPDATE device_link l SET used_at = $2 FROM "user" u
       WHERE l.hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND u.id = l.user_id AND u.deactivated_at IS NULL
       RETURNING l.user_id`,
      [hash, tx.at],
    );
    if (!link) throw new CommandError("NOT_FOUND", "This link has been used, or its time is over.");
    return insertSession(tx, link.user_id, toBrowser(context));
  });
  return { userId: await signBrowserIn(context, session) };
};
