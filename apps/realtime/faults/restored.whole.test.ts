import { transportNames } from "@hiroba/client";
import { type Id, newId, readCursor } from "@hiroba/protocol";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { must } from "../src/testing/device.ts";
import { judge } from "../src/testing/judge.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { copyFolder, copyTables } from "./support/backup.ts";
import { gather } from "./support/gathering.ts";
import { type OwnPostgres, startOwnPostgres } from "./support/own-postgres.ts";
import { until } from "./support/until.ts";

/*
 * An older backup is restored while devices are ahead of it. They are told that this is another history, take a snapshot,
 * and offer again what the log they now hold does not show: nobody goes on from what is no more (L7, L9). Nobody does
 * anything for it but to put the backup back, and by the time the devices come the log is longer than they remember it.
 */

it.each([
  { what: "tables", takeBackup: (_: OwnPostgres, databaseUrl: string) => copyTables(databaseUrl) },
  { what: "data folder", takeBackup: copyFolder },
])(
  "devices ahead of a restored $what reset, offer again what they had to say, and none goes on from what is no more",
  async ({ takeBackup }) => {
    const postgres = await startOwnPostgres();
    const { cast, server, join, close } = await gather({ databaseServer: postgres.url });
    const node = await createNodeProcess(server.databaseUrl);
    await node.start();
    const pool = new pg.Pool({ connectionString: server.databaseUrl });
    pool.on("error", () => undefined);
    const readIds = async (ids: readonly Id[]) => {
      const { rows } = await pool.query<{ id: Id }>("SELECT id FROM message WHERE id = ANY($1)", [ids]);
      return rows.map(({ id }) => id);
    };
    const devices = await Promise.all(
      transportNames.map((transport) => join({ name: `ahead on ${transport}`, transport, url: node.url })),
    );
    onTestFinished(async () => {
      await Promise.all(devices.map((device) => device.close()));
      await node.kill();
      await pool.end();
      await close();
      await postgres.close();
    });
    const say = (body: string) =>
      must(node.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body });
    await say("kept");
    const backup = await takeBackup(postgres, server.databaseUrl);
    await until(async () => (await fetch(`${node.url}/health`)).ok, "the node finding its database again");
    const { seq: lastSeen } = await say("said after the backup, and gone");
    const gone = devices.map((device) => device.send(cast.generalId, `seen on ${device.name}, and gone`));
    await Promise.all(devices.map((device) => device.reaches(lastSeen)));
    for (const [index, device] of devices.entries()) device.sent.delete(gone[index] ?? "");
    // Stored, and perhaps acknowledged, but the device has not seen it: its line carries nothing back any more.
    for (const { cable } of devices) cable.muffle();
    const unseen = devices.map((device) => device.send(cast.generalId, `not seen on ${device.name} ${newId()}`));
    await until(async () => (await readIds(unseen)).length === devices.length, "it being stored");
    for (const { cable } of devices) cable.unplug();

    // Under the running node: it notices that what it holds is of another history, and ends to be started anew.
    await server.node.close();
    await backup.restore();
    await until(() => !node.isRunning(), "the node noticing");
    expect(await readIds(unseen)).toEqual([]);
    await node.start();
    const farthest = Math.max(...devices.map((device) => toCursor(device)?.seq ?? 0));
    while ((await say("a new history")).seq <= farthest);
    const typed = devices.map((device) => device.send(cast.generalId, `typed meanwhile on ${device.name} ${newId()}`));
    for (const { cable, client } of devices) {
      cable.plug();
      client.reconnect();
    }
    await Promise.all(devices.map((device) => device.until(({ outbox }) => outbox.length === 0, "an empty outbox")));
    const { seq } = await say(`the end ${newId()}`);
    await Promise.all(devices.map((device) => device.reaches(seq)));

    expect((await readIds([...unseen, ...typed])).sort()).toEqual([...unseen, ...typed].sort());
    for (const { client } of devices) {
      const { connection, state } = client.getView();
      expect(connection.resyncs).toBe(1);
      expect(Object.keys(state?.messages ?? {})).not.toEqual(expect.arrayContaining(gone));
    }
    expect(new Set(devices.map((device) => toCursor(device)?.epoch)).size).toBe(1);
    expect(await judge({ pool, url: node.url, devices })).toEqual([]);
  },
);

function toCursor({ client }: SyncedDevice) {
  return readCursor(client.getView().connection.cursor);
}
