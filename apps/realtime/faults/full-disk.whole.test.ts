import { chmod, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { expect, it, onTestFinished } from "vitest";
import { call, must } from "../src/testing/device.ts";
import { startTalk } from "../src/testing/talk.ts";
import { gather } from "./support/gathering.ts";
import { startOwnPostgres } from "./support/own-postgres.ts";
import { runProgram } from "./support/program.ts";
import { report, toSeconds } from "./support/report.ts";
import { until } from "./support/until.ts";

/*
 * The disk under PostgreSQL is full, and then it is not. Meanwhile what cannot be stored is refused as unavailable, what
 * is there can be read, and devices keep what they have to say; afterwards all goes on by itself.
 */

const DISK_MIB = 400;
const RECOVERED_MS = 15_000;

/** A small disk of its own, in memory. */
async function mountDisk(): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new Error("The whole fault suite mounts a small disk, for which it must run as root.");
  const folder = await mkdtemp(path.join(tmpdir(), "hiroba-disk-"));
  runProgram("mount", ["-t", "tmpfs", "-o", `size=${DISK_MIB}m,mode=711`, "hiroba-disk", folder]);
  onTestFinished(async () => {
    runProgram("umount", [folder]);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Uses up what room there is, while others do the same. */
async function fill(folder: string): Promise<string> {
  const ballast = path.join(folder, "ballast");
  onTestFinished(() => rm(ballast, { force: true }));
  const file = await open(ballast, "w");
  const megabyte = Buffer.alloc(1_048_576);
  const isRoom = () =>
    file.write(megabyte).then(
      () => true,
      () => false,
    );
  while (await isRoom());
  await file.close();
  return ballast;
}

it("a full disk is told honestly, leaves what is there to be read, and is forgotten once there is room", async () => {
  const disk = await mountDisk();
  const postgres = await startOwnPostgres({ max_wal_size: "64MB", min_wal_size: "32MB" }, path.join(disk, "hiroba"));
  await chmod(disk, 0o711);
  onTestFinished(() => postgres.close());
  const { cast, server, join, settle, close } = await gather({ databaseServer: postgres.url });
  onTestFinished(close);
  const devices = await Promise.all(
    transportNames.map((transport) => join({ name: `device on ${transport}`, transport })),
  );
  const { generalId: roomId } = cast;
  const stopKeeping = postgres.keepRunning();

  const talk = startTalk({ devices, person: cast.aiko, roomId, url: server.url });
  await talk.untilInSwing();
  const ballast = await fill(disk);
  const refusals = new Map<string, number>();
  // Longest messages, so that what is left is soon used up.
  const body = "広".repeat(10_000);
  const isRefused = async () => {
    const result = await call(server.url, cast.chika, "message.send", { id: newId(), roomId, body });
    if (!result.ok) refusals.set(result.error.code, (refusals.get(result.error.code) ?? 0) + 1);
    return (refusals.get("UNAVAILABLE") ?? 0) >= 50;
  };
  await until(isRefused, "being refused", 120_000);
  await talk.stop();
  const reading = await call(server.url, cast.ben, "message.list", { roomId });

  await rm(ballast);
  const freedAt = performance.now();
  await until(
    async () => (await call(server.url, cast.chika, "message.send", { id: newId(), roomId, body: "room" })).ok,
    "room",
  );
  const answeredMs = performance.now() - freedAt;
  await until(() => devices.every(({ client }) => client.getView().outbox.length === 0), "all being said");
  report("a full disk", {
    refusals: JSON.stringify(Object.fromEntries(refusals)),
    "reads meanwhile": reading.ok ? "answered" : reading.error.code,
    "scripts go on after": toSeconds(answeredMs),
    "all is said after": toSeconds(performance.now() - freedAt),
    "restarts of PostgreSQL": stopKeeping(),
  });
  expect([...refusals.keys()].filter((code) => code !== "RATE_LIMITED")).toEqual(["UNAVAILABLE"]);
  expect(reading.ok).toBe(true);
  expect(answeredMs).toBeLessThanOrEqual(RECOVERED_MS);
  expect((await must(server.url, cast.ben, "message.list", { roomId })).messages.length).toBeGreaterThan(0);
  expect(await settle(devices, talk.attempts)).toEqual([]);
});
