import { gather, type Measured, measure, sendAtRate } from "../load/crowd.ts";
import { pause, round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type PeerName, peerNames, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";
import { isXmpp } from "../xmpp-servers.ts";

const DELIVERY_LIMIT_MS = 250;
const STEP = 1.3;
const FIRST_RATE = 30;

/** One room of a thousand. */
export const bigRoom: Scenario = {
  name: "big-room",
  title: "A big room: 1,000 members",
  method:
    "An open loop: messages come at a rate, from all members in turn, and the rate grows by 30 % until delivery p99 passes 250 ms. The highest rate below that counts.",
  aim: "at least 4 × bare Socket.IO",
  run: (settings) => compare(settings, peerNames, async (peer) => [await askOnce(peer, settings)]),
};

async function askOnce(peer: PeerName, { quick }: Settings): Promise<Row> {
  const stage = await setStage({ peer, world: createWorld(1, 1_000) });
  const crowd = await gather(stage);
  const acks: number[] = [];
  let best: { rate: number; measured: Measured } | undefined;
  let failures = 0;
  // Ten rungs lower on the same ladder, which the others would climb in vain.
  const first = isXmpp(peer) ? FIRST_RATE / STEP ** 10 : FIRST_RATE;
  for (let rate = first; rate < 5_000; rate *= STEP) {
    const seconds = quick ? 2 : 5;
    const measured = await measure({ stage, crowd, seconds, acks }, async (length) => {
      const expected = crowd.heard() + Math.ceil(rate * length) * 1_000;
      await sendAtRate({ devices: crowd.devices, acks, rate }, length);
      for (const until = performance.now() + 10_000; crowd.heard() < expected && performance.now() < until; )
        await pause(5);
    });
    const isWithin = measured.delivery.p99 <= DELIVERY_LIMIT_MS;
    // A hiccup of the machine is not the peer's limit: it has to fail twice.
    if (!isWithin && ++failures === 2) break;
    if (isWithin) [best, failures] = [{ rate, measured }, 0];
  }
  crowd.cut();
  await stage.close();
  if (!best) return { peer, of: "1 × 1,000", messages: 0 };
  const { deliveriesPerCpuSecond, cpu, generator, delivery, bytesPerDelivery } = best.measured;
  return {
    peer,
    of: "1 × 1,000",
    messages: round(best.rate),
    deliveries: round(best.rate * 1_000),
    deliveriesPerCpuSecond,
    deliveryP50: delivery.p50,
    deliveryP99: delivery.p99,
    bytesPerDelivery,
    cpu,
    generator,
  };
}
