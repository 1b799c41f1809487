import type { Pool } from "pg";

/** Everything in the database that nobody may be told: session tokens, hashes of passwords, tokens and links, addresses. */
export async function readSecrets(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ secret: string }>(
    `SELECT token AS secret FROM session
     UNION SELECT password FROM account WHERE password IS NOT NULL
     UNION SELECT email FROM "user"
     UNION SELECT encode(hash, form) FROM access_token, unnest(ARRAY['hex', 'base64']) AS form
     UNION SELECT encode(hash, form) FROM device_link, unnest(ARRAY['hex', 'base64']) AS form
     UNION SELECT value FROM verification`,
  );
  return rows.map(({ secret }) => secret);
}
