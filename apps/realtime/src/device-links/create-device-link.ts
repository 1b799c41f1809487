import { limits } from "@hiroba/protocol";
import { createSecret, hashSecret } from "../authentication/secrets.ts";
import type { Handler } from "../context.ts";
import { refuseEndedSession } from "../sessions/session-writes.ts";

/** Links that one person may have open: a second screen may show one too, a program need not have thousands. */
const OPEN_LINKS = 5;

/** Makes a link that signs another device in as the caller, once and soon. */
export const createDeviceLink: Handler<"deviceLink.create"> = async (_input, { app, caller }) => {
  const code = createSecret();
  const expiresAt = await app.log.write(caller.userId, async (tx) => {
    await refuseEndedSession(tx, caller);
    const [link] = await tx.query<{ expires_at: string }>(
      `INSERT INTO device_link (hash, user_id, expires_at)
       VALUES ($1, $2, now() + make_interval(secs => $3)) RETURNING expires_at`,
      [hashSecret(code), caller.userId, limits.deviceLinkSeconds],
    );
    await tx.query(
      `DELETE FROM device_link WHERE user_id = $1
         AND hash NOT IN (SELECT hash FROM device_link WHERE user_id = $1 ORDER BY expires_at DESC LIMIT $2)`,
      [caller.userId, OPEN_LINKS],
    );
    return link?.expires_at ?? new Date().toISOString();
  });
  return { path: `/link/${code}`, expiresAt };
};
