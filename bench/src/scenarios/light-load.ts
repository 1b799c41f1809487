import { gather, measure, sendAtRate } from "../load/crowd.ts";
import { pause } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Scenario } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

/** What people feel: a message on a quiet server. */
export const lightLoad: Scenario = {
  name: "light-load",
  title: "Light load: 50 messages a second",
  method: "200 rooms of 5, an open loop of 50 messages a second. From the moment of sending to each screen.",
  aim: "p50 at most 5 ms, p99 at most 25 ms",
  run: (settings) =>
    compare(settings, ["hiroba", "socket.io", "ws", "tutorial"], async (peer) => {
      const stage = await setStage({ peer, world: createWorld(200, 5) });
      const crowd = await gather(stage);
      const acks: number[] = [];
      const load = (seconds: number) => sendAtRate({ devices: crowd.devices, acks, rate: 50 }, seconds);
      await load(settings.quick ? 1 : 5);
      const measured = await measure({ stage, crowd, seconds: settings.quick ? 2 : 15, acks }, load);
      await pause(100);
      crowd.cut();
      await stage.close();
      const { delivery, ack, cpu } = measured;
      const delays = { deliveryP50: delivery.p50, deliveryP99: delivery.p99, ackP50: ack.p50, ackP99: ack.p99 };
      return [{ peer, of: "50/s", ...delays, cpu }];
    }),
};
