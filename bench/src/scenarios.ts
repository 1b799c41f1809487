import type { Scenario } from "./scenario.ts";
import { bigRoom } from "./scenarios/big-room.ts";
import { growth } from "./scenarios/growth.ts";
import { history } from "./scenarios/history.ts";
import { idle } from "./scenarios/idle.ts";
import { lightLoad } from "./scenarios/light-load.ts";
import { manyRooms } from "./scenarios/many-rooms.ts";
import { nodes } from "./scenarios/nodes.ts";
import { snapshot } from "./scenarios/snapshot.ts";
import { start } from "./scenarios/start.ts";
import { transports } from "./scenarios/transports.ts";
import { waking } from "./scenarios/waking.ts";

/** Every question, in the order of the report. */
export const scenarios: readonly Scenario[] = [
  manyRooms,
  bigRoom,
  lightLoad,
  waking,
  idle,
  transports,
  history,
  snapshot,
  nodes,
  growth,
  start,
];
