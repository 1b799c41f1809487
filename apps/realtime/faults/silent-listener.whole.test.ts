import { newId } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { createCast } from "../src/testing/cast.ts";
import { connect, must } from "../src/testing/device.ts";
import { startTestServer } from "../src/testing/node.ts";
import { layPostgresLine } from "./support/postgres-line.ts";

it("a listening connection that died without a word is found and replaced within 20 s", async () => {
  const server = await startTestServer();
  const cast = await createCast(server.node.app);
  const line = await layPostgresLine(server.databaseUrl);
  const far = await server.addNode({ DATABASE_URL: line.url });
  const ear = await connect(far.url, cast.ben);
  const isQuick = async () => {
    const startedAt = performance.now();
    const { seq } = await must(server.url, cast.aiko, "message.send", {
      id: newId(),
      roomId: cast.generalId,
      body: "?",
    });
    await ear.hears((envelope) => envelope.seq === seq);
    return performance.now() - startedAt < 150;
  };
  // The poll alone takes 350 ms on average; only notifications make five in a row quick.
  const areQuick = async () => {
    for (let turn = 0; turn < 5; turn++) if (!(await isQuick())) return false;
    return true;
  };
  // A node that has just begun may not listen yet, and what does not listen cannot be silenced.
  await expect.poll(areQuick, { timeout: 10_000, interval: 100 }).toBe(true);
  line.silenceListeners();
  expect(await areQuick()).toBe(false);
  await expect.poll(areQuick, { timeout: 20_000, interval: 100 }).toBe(true);
  ear.close();
  await server.close();
  await line.close();
});
