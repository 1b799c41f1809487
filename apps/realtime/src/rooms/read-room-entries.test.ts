import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toQuery } from "../query.ts";
import { type Cast, createCast } from "../testing/cast.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { readCounts, readRoomEntries } from "./read-room-entries.ts";

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const MESSAGES = 400;

it("counts for many people at once as for each of them alone, whatever they have read, written and been called in", async () => {
  const { pool } = server.node.app.db;
  const { aiko, ben, chika, dee, generalId: roomId } = cast;
  const people = [aiko, ben, chika, dee].map(({ id }) => id);
  // Each person's messages, deletions and mentions recur after another number of messages.
  await pool.query(
    `INSERT INTO message (id, room_id, author_id, seq, rev, body, mention_room, mention_ids, deleted_at, created_at)
     SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % 4], n, n, 'Word', n % 13 = 0,
            CASE n % 5 WHEN 0 THEN ARRAY[($2::uuid[])[1 + n % 3]] WHEN 1 THEN ($2::uuid[])[2:4] ELSE '{}'::uuid[] END,
            CASE WHEN n % 7 = 0 THEN now() END, now()
     FROM generate_series(1, ${MESSAGES}) AS n`,
    [roomId, people],
  );
  const marks: [string, number, number | null][] = [
    [aiko.id, 0, null],
    [ben.id, 123, null],
    [chika.id, 300, 123],
    [dee.id, 390, null],
  ];
  for (const [userId, readSeq, unreadFrom] of marks) {
    await pool.query("UPDATE membership SET read_seq = $2, unread_from = $3 WHERE user_id = $1", [
      userId,
      readSeq,
      unreadFrom,
    ]);
  }
  const query = toQuery(pool);
  const alone = async (userId: string) => {
    const [entry] = await readRoomEntries(query, userId, roomId);
    return entry && { userId, read: entry.read, unread: entry.unread, mentions: entry.mentions };
  };
  const expected = await Promise.all([...people].sort().map(alone));
  expect(expected.every((it) => it && it.unread > 0)).toBe(true);
  expect(await readCounts(query, { roomId, userIds: [newId(), ...people], seq: MESSAGES })).toEqual(expected);
  // To Dee, who has read on, a message before that was not unread.
  expect(await readCounts(query, { roomId, userIds: people, seq: 200 })).toEqual(
    expected.filter((it) => it?.userId !== dee.id),
  );
  expect(await readCounts(query, { roomId, userIds: [newId()], seq: 200 })).toEqual([]);
});
