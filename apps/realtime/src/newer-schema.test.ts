import { type CommandName, commands, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { moveIn, type People } from "./authentication/testing/people.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";
import { toFittingInput } from "./transports/testing/wrong-inputs.ts";

/*
 * While nodes are replaced by newer ones, which have added columns to the tables, the old ones go on. PostgreSQL refuses
 * a statement that it has planned before when its answer has a column more than then.
 */

let server: TestServer;
let people: People;

beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

/** They end the session that all is asked with, or there is nothing left for them to do. */
const left = new Set<CommandName>(["session.signOut", "password.change", "workspace.setUp"]);
/** Whoever has left a room joins it again, and nobody is in charge of anything in it who was removed. */
const last: CommandName[] = ["room.join", "member.remove"];
const asked = [
  ...(Object.keys(commands) as CommandName[]).filter((name) => !left.has(name) && !last.includes(name)),
  ...last,
];

it("every command is answered as before once all tables have a column more", async () => {
  const before = await askEverything();
  expect(before).toMatchObject({
    "message.send": "ok",
    "room.join": "ok",
    "room.list": "ok",
    "invite.list": "ok",
    snapshot: 200,
  });
  // By now each is planned on the connection that is taken next.
  expect(await askEverything()).toEqual(before);
  await addColumns();
  expect(await askEverything()).toEqual(before);
});

/** Asks each command once, about what there is, and answers with `ok` or the code of its refusal. */
async function askEverything(): Promise<Record<string, string | number>> {
  const { aiko, ids } = people;
  const [hall, attic, passage, messageId] = [newId(), newId(), newId(), newId()];
  for (const id of [hall, attic, passage]) await aiko.must("room.create", { id, kind: "public", name: "Library" });
  await aiko.must("message.send", { id: messageId, roomId: hall, body: "Quiet, please." });
  const places: Partial<Record<CommandName, string>> = {
    "room.archive": attic,
    "room.leave": passage,
    "room.join": passage,
  };
  const outcomes: Record<string, string | number> = {};
  for (const name of asked) {
    const about = {
      roomId: places[name] ?? hall,
      userId: ids.ben,
      role: "member",
      deactivated: false,
      messageId,
      messageIds: [messageId],
    };
    const result = await aiko.call(name, toFittingInput(name, about) as never);
    outcomes[name] = result.ok ? "ok" : result.error.code;
  }
  outcomes.snapshot = (await aiko.send(`/v1/snapshot?rooms=${hall}`)).status;
  return outcomes;
}

async function addColumns(): Promise<void> {
  const { pool } = server.node.app.db;
  const tables = await pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  for (const { name } of tables.rows) await pool.query(`ALTER TABLE "${name}" ADD COLUMN later text`);
}
