import { newId } from "@hiroba/protocol";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { call, must } from "../src/testing/device.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { type FarDevice, startFarDevice } from "./support/far-device.ts";
import { gather } from "./support/gathering.ts";
import { report } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * The clocks of a node, of a device and of the database are a day off, each another way, and the node's is set wrong
 * while it runs. Order and once-ness rest on no clock (L1, L4).
 */

const TURNS = 100;
const clock = (hours: number, after = 0) =>
  new URL(`support/shifted-clock.ts?hours=${hours}&after=${after}`, import.meta.url).href;

/** Lets the database's `now()` be a day off for whoever connects from now on; its machine is this one. */
async function shiftDatabase(url: string, hours: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { database = "" } = client;
  await client.query(`CREATE SCHEMA clock;
    CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
      AS $$ SELECT pg_catalog.now() + interval '${hours} hours' $$;
    ALTER DATABASE ${client.escapeIdentifier(database)} SET search_path = clock, public, pg_catalog`);
  await client.end();
}

it.each([24, -24])(
  "clocks that are %i hours off, and others as much the other way, change neither order nor once-ness",
  async (hours) => {
    const { cast, server, join, settle, close } = await gather();
    await shiftDatabase(server.databaseUrl, -hours);
    const imports = [clock(hours, 4_000)];
    const node = await createNodeProcess(server.databaseUrl, { imports });
    await node.start();
    const far: FarDevice[] = await Promise.all(
      [node.url, server.url].map((url, index) =>
        startFarDevice(
          { url, token: cast.chika.token, transport: index ? "long-poll" : "websocket", roomId: cast.generalId },
          [clock(index ? hours : -hours)],
        ),
      ),
    );
    const devices = await Promise.all([
      join({ name: "on the right node", transport: "websocket" }),
      join({ name: "on the wrong node", transport: "sse", url: node.url }),
    ]);
    onTestFinished(async () => {
      await Promise.all(far.map((device) => device.close()));
      await node.kill();
      await close();
    });
    const said: string[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const message = { id: newId(), roomId: cast.generalId, body: `turn ${turn}` };
      await must(turn % 2 ? node.url : server.url, cast.aiko, "message.send", message);
      // Told twice, by the other node: it is known by its id and not by its time.
      expect((await call(turn % 2 ? server.url : node.url, cast.aiko, "message.send", message)).ok).toBe(true);
      said.push(message.id);
      for (const device of devices) device.send(cast.generalId, `turn ${turn} on ${device.name} ${newId()}`);
      for (const device of far) said.push(await device.say(`far away at turn ${turn} ${newId()}`));
      await sleep(100);
    }
    const areDone = async () =>
      (await Promise.all(far.map((device) => device.view()))).every(({ waiting }) => waiting === 0);
    await until(areDone, "those far away having said all");
    expect(await settle(devices)).toEqual([]);

    const { pool } = server.node.app.db;
    const { rows } = await pool.query<{ id: string; seq: string; at: Date }>(
      "SELECT m.id, m.seq, e.at FROM message m JOIN event e USING (seq) ORDER BY m.seq",
    );
    expect(rows.filter(({ id }) => said.includes(id))).toHaveLength(new Set(said).size);
    const end = Number(rows.at(-1)?.seq);
    for (const device of far) {
      await until(async () => (await device.view()).seq >= end, "those far away having heard all");
      const { messages } = await device.view();
      const first = messages[0]?.seq ?? 0;
      const expected = rows.map(({ id, seq }) => ({ id, seq: Number(seq) })).filter(({ seq }) => seq >= first);
      expect(messages).toEqual(expected);
    }
    // The premise: both kinds of time are in one log.
    const times = rows.map(({ at }) => at.getTime());
    const spreadHours = Math.round((Math.max(...times) - Math.min(...times)) / 3_600_000);
    report("clocks", { messages: rows.length, "hours between the times in one log": spreadHours });
    expect(spreadHours).toBe(24);
  },
);
