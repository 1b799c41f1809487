import { parseEnv } from "./env.ts";
import { startNode } from "./server.ts";
import { giveMemoryBackWhenQuiet } from "./spare-memory.ts";

const node = await start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

/** A rejection even where the configuration is what is wrong. */
async function start() {
  return startNode(parseEnv());
}

giveMemoryBackWhenQuiet(() => node.app.tail.position());

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  node.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// The supervisor is gone: a node without it would hold the port for ever.
process.on("disconnect", stop);
