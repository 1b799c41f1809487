import { createHash, randomBytes } from "node:crypto";
import { newId } from "@hiroba/protocol";
import type pg from "pg";

export type Inhabitant = { userId: string; token: string };
export type World = { rooms: { id: string; members: Inhabitant[] }[] };

/** A workspace with rooms of so many people each; nobody is in two of them. */
export function createWorld(rooms: number, members: number): World {
  return {
    rooms: Array.from({ length: rooms }, () => ({
      id: newId(),
      members: Array.from({ length: members }, () => ({
        userId: newId(),
        token: `hiroba_${randomBytes(32).toString("base64url")}`,
      })),
    })),
  };
}

/** Puts a world into an empty database of Hiroba's, before the first node starts on it. */
export async function settle(pool: pg.Pool, { rooms }: World): Promise<void> {
  const people = rooms.flatMap(({ members }) => members);
  const ids = people.map(({ userId }) => userId);
  await pool.query("INSERT INTO workspace (name) VALUES ('Benchmark')");
  await pool.query(
    `INSERT INTO "user" (id, username, name, role, email)
     SELECT id, 'person' || place, 'Person ' || place, 'member', id || '@users.invalid'
     FROM unnest($1::uuid[]) WITH ORDINALITY AS u(id, place)`,
    [ids],
  );
  await pool.query(
    `INSERT INTO access_token (id, user_id, name, hash)
     SELECT id, id, 'bench', hash FROM unnest($1::uuid[], $2::bytea[]) AS t(id, hash)`,
    [ids, people.map(({ token }) => createHash("sha256").update(token).digest())],
  );
  await pool.query(
    `INSERT INTO room (id, kind, name, member_count)
     SELECT id, 'public', 'room ' || place, $2 FROM unnest($1::uuid[]) WITH ORDINALITY AS r(id, place)`,
    [rooms.map(({ id }) => id), rooms[0]?.members.length ?? 0],
  );
  await pool.query(
    `INSERT INTO membership (room_id, user_id, role, joined_seq)
     SELECT room_id, user_id, 'member', 0 FROM unnest($1::uuid[], $2::uuid[]) AS m(room_id, user_id)`,
    [rooms.flatMap(({ id, members }) => members.map(() => id)), ids],
  );
  await pool.query("ANALYZE");
}
