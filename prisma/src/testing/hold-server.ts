// Starts a server on the folder in the first argument and holds it until killed, for the tests of what then happens.
import { startEmbedded } from "../embedded";

const [dataFolder = ""] = process.argv.slice(2);
const { url, pid } = await startEmbedded({ dataFolder });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
setInterval(() => {}, 60_000);
