-- The index on (room, seq) tells of each message what counting the unread asks: who wrote it and whether it was deleted.
CREATE UNIQUE INDEX "message_room_id_seq_covering_key" ON "message"("room_id", "seq") INCLUDE ("author_id", "deleted_at");
DROP INDEX "message_room_id_seq_key";
ALTER INDEX "message_room_id_seq_covering_key" RENAME TO "message_room_id_seq_key";

-- The few messages that name somebody. Prisma's schema has no word for a part of a table.
CREATE INDEX "message_mention_idx" ON "message"("room_id", "seq") WHERE "mention_room" OR "mention_ids" <> '{}';
