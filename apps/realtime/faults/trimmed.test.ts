import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { trimLog } from "../src/log/trim.ts";
import { must } from "../src/testing/device.ts";
import { readLog } from "../src/testing/judge.ts";
import { gather } from "./support/gathering.ts";

/*
 * Devices are away for longer than the log is kept. They are told so when they come back, take a snapshot, and hold what
 * everybody holds; what was typed meanwhile is said (L9).
 */

it("devices that were away while the log was trimmed begin anew once, on every transport, and miss nothing", async () => {
  const { cast, server, join, say, settle, close } = await gather();
  const { aiko, generalId: roomId } = cast;
  const devices = await Promise.all(
    transportNames.map((transport) => join({ name: `away on ${transport}`, transport })),
  );
  const before = { kept: await say("to be changed"), gone: await say("to be deleted") };
  await Promise.all(devices.map((device) => device.reaches(before.gone.seq)));

  for (const { cable } of devices) cable.unplug();
  await must(server.url, aiko, "message.edit", { messageId: before.kept.id, body: "changed" });
  await must(server.url, aiko, "reaction.add", { messageId: before.kept.id, emoji: "👍" });
  await must(server.url, aiko, "message.delete", { messageId: before.gone.id });
  await must(server.url, cast.ben, "draft.save", { roomId, body: "begun elsewhere" });
  await must(server.url, cast.ben, "read.mark", { roomId, seq: before.kept.seq });
  const { seq: lastTrimmed } = await say("missed, and trimmed");
  const { pool } = server.node.app.db;
  const trimmed = await readLog(pool);
  await pool.query("UPDATE event SET at = now() - interval '40 days'");
  await pool.query("UPDATE change SET at = now() - interval '40 days'");
  expect(await trimLog(pool, 30)).toBe(trimmed.length);
  await say("missed, and kept");
  // Until it has heard of it, it would tell what it still has in memory.
  await server.node.app.tail.catchUp();
  expect(server.node.app.tail.trimmedTo()).toBe(lastTrimmed);
  for (const device of devices) device.send(roomId, `typed meanwhile on ${device.name} ${newId()}`);

  for (const { cable, client } of devices) {
    cable.plug();
    client.reconnect();
  }
  expect(await settle(devices, [], { trimmed })).toEqual([]);
  expect(devices.map(({ client }) => client.getView().connection.resyncs)).toEqual(transportNames.map(() => 1));
  await close();
});
