import type { Member } from "@hiroba/protocol";
import { accessRoom } from "../access.ts";
import type { Handler } from "../context.ts";
import { readAtOneMoment } from "../snapshot/read-at-one-moment.ts";
import { readMembers } from "./read-members.ts";

/** Everybody in a room. */
export const listMembers: Handler<"member.list"> = async ({ roomId }, { app, caller }) => {
  await accessRoom({ app, caller }, roomId);
  return readAtOneMoment(
    app.db.pool,
    async (query, seq): Promise<{ members: Member[]; seq: number }> => ({
      members: await readMembers(query, roomId),
      seq,
    }),
  );
};
