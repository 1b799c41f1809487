import { newId } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { createCast } from "../src/testing/cast.ts";
import { must } from "../src/testing/device.ts";
import { startTestServer } from "../src/testing/node.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { report, toSeconds } from "./support/report.ts";

it("a node that freezes while it writes holds up the others for seconds, and loses what it had not committed (L1)", async () => {
  const server = await startTestServer();
  const cast = await createCast(server.node.app);
  const say = (url: string, body: string) =>
    must(url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body });
  // It answers while its transaction is open still, which is the moment to stop it.
  const frozen = await createNodeProcess(server.databaseUrl);
  await frozen.start("acknowledgesEarly");
  await say(frozen.url, "never committed");
  process.kill(frozen.pid(), "SIGSTOP");
  const startedAt = performance.now();
  await say(server.url, "all the same");
  const waited = performance.now() - startedAt;
  report("a node frozen while it writes", { "others wait": toSeconds(waited) });
  expect(waited).toBeLessThan(8_000);
  const { rows } = await server.node.app.db.pool.query("SELECT body FROM message ORDER BY seq");
  expect(rows).toEqual([{ body: "all the same" }]);
  process.kill(frozen.pid(), "SIGCONT");
  await frozen.kill();
  await server.close();
});
