import { newId } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { createCast } from "./testing/cast.ts";
import { tellCrashStory } from "./testing/crash-story.ts";
import { call, must, refused } from "./testing/device.ts";
import { type Fault, faults } from "./testing/faults.ts";
import { judge } from "./testing/judge.ts";
import type { ChangeAttempt } from "./testing/judge-changes.ts";
import { startTestServer } from "./testing/node.ts";
import { createNodeProcess } from "./testing/node-process.ts";
import { startDevice } from "./testing/synced-device.ts";

/*
 * Tests of the tests: nodes that break a rule on purpose, in the same stories and before the same judge as the others. A
 * judge that finds nothing here would find nothing anywhere.
 */

/**
 * Ben's line is pulled out while Aiko talks, then loses the answers to what he says, and comes back. With SQL, the
 * database is another one.
 */
async function tellLineStory(fault?: Fault, sql = ""): Promise<string[]> {
  const server = await startTestServer({}, fault && faults[fault]);
  await server.node.app.db.pool.query(sql);
  const cast = await createCast(server.node.app);
  const ben = await startDevice({
    name: "Ben",
    person: cast.ben,
    url: server.url,
    transport: "websocket",
    rooms: [cast.generalId],
  });
  const say = (body: string) =>
    must(server.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body });
  ben.cable.unplug();
  for (let count = 0; count < 5; count++) await say(`missed ${count}`);
  ben.cable.plug();
  ben.client.reconnect();
  await ben.until(({ connection }) => connection.status === "live", "being live again");
  ben.cable.muffle();
  ben.send(cast.generalId, "said once");
  await ben.until(({ outbox }) => outbox.some(({ attempts }) => attempts > 0), "an attempt");
  const isStored = async () => {
    const { rows } = await server.node.app.db.pool.query("SELECT 1 FROM message WHERE body = 'said once'");
    return rows.length > 0;
  };
  while (!(await isStored())) await new Promise(setImmediate);
  await ben.breakLine();
  const { seq } = await say("the end");
  await ben.reaches(seq);
  const verdict = await judge({ pool: server.node.app.db.pool, url: server.url, devices: [ben] });
  await ben.close();
  await server.close();
  return verdict;
}

it("a node that keeps the rules is found to keep them", async () => {
  expect(await tellLineStory()).toEqual([]);
});

it("a node that does not bring what was missed is found out (L7)", async () => {
  const verdict = await tellLineStory("skipsMissed");
  expect(verdict).toContainEqual(expect.stringMatching(/^Ben: skipped \d+/));
  expect(verdict).toContainEqual(expect.stringContaining("differ from a fresh snapshot"));
});

it("a node that does not know an id again is found out (L4)", async () => {
  const verdict = await tellLineStory("forgetsIds");
  expect(verdict).toContainEqual('"said once" is there 2 times');
  expect(verdict).toContainEqual('"missed 0" is there, and nobody said it');
});

it("a database that lets an id be there twice, under a node that does not look, is found out (L4)", async () => {
  const verdict = await tellLineStory("looksForNoIds", "ALTER TABLE message DROP CONSTRAINT message_pkey CASCADE");
  expect(verdict).toContainEqual('"said once" is there 2 times');
});

it("a node that acknowledges before it commits is found out when it is killed (L3)", async () => {
  const { findings } = await tellCrashStory({ kills: 1, fault: "acknowledgesEarly" });
  expect(findings).toContainEqual(expect.stringMatching(/" was acknowledged and is not there$/));
}, 120_000);

/** Aiko changes what she said, and the node that told her so is killed right after. Answers which edit, and the verdict. */
async function tellEditStory(fault?: Fault): Promise<{ id: string; verdict: string[] }> {
  const server = await startTestServer();
  const { aiko, generalId } = await createCast(server.node.app);
  const message = { id: newId(), roomId: generalId, body: "said" };
  await must(server.url, aiko, "message.send", message);
  const node = await createNodeProcess(server.databaseUrl);
  await node.start(fault);
  const input = { id: newId(), messageId: message.id, body: "mended" };
  await must(node.url, aiko, "message.edit", input);
  await node.kill();
  const { id } = input;
  const edit: ChangeAttempt = { command: "message.edit", input, id, userId: aiko.id, after: 0, isAcknowledged: true };
  const verdict = await judge({ pool: server.node.app.db.pool, url: server.url, devices: [], changes: [edit] });
  await server.close();
  return { id, verdict };
}

it("a node that acknowledges an edit before it commits is found out when it is killed (L3)", async () => {
  expect((await tellEditStory()).verdict).toEqual([]);
  const { id, verdict } = await tellEditStory("acknowledgesEarly");
  expect(verdict).toEqual([`message.edit ${id} was acknowledged and is not there`]);
}, 120_000);

it("a node that takes its order from a sequence is found out when something is refused (L1)", async () => {
  const server = await startTestServer();
  const { aiko, generalId } = await createCast(server.node.app);
  const { pool } = server.node.app.db;
  const first = server.node.app.tail.position() + 1;
  await pool.query(`CREATE SEQUENCE line START ${first}`);
  const node = await createNodeProcess(server.databaseUrl);
  await node.start("ordersBySequence");
  await must(node.url, aiko, "message.send", { id: newId(), roomId: generalId, body: "before" });
  await refused(node.url, aiko, "message.send", { id: newId(), roomId: newId(), body: "nowhere" });
  // Stored behind a place that nothing will ever fill: the node cannot tell of it, and does not acknowledge it.
  await call(node.url, aiko, "message.send", { id: newId(), roomId: generalId, body: "after" });
  await node.kill();
  const verdict = await judge({ pool, url: server.url, devices: [] });
  expect(verdict).toEqual([`the log has a gap before ${first + 2}`]);
  await server.close();
}, 120_000);
