// A node as a process of its own, to be killed by tests; with a fault as its argument, one that breaks a rule.
import { parseEnv } from "../env.ts";
import { startNode } from "../server.ts";
import { type Fault, faults } from "./faults.ts";

const [fault] = process.argv.slice(2);
await startNode(parseEnv(), fault === undefined ? {} : faults[fault as Fault]);
