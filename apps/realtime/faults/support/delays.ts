import { type Id, newId } from "@hiroba/protocol";
import type { Person } from "../../src/testing/cast.ts";
import { must, type TestSocket } from "../../src/testing/device.ts";
import { sleep } from "./until.ts";

export type Measuring = { url: string; person: Person; roomId: Id; count: number };

/** How long small messages take, from being sent to being heard by a listener, fifty a second. */
export function measureDelays({ hears }: TestSocket, { url, person, roomId, count }: Measuring): Promise<number[]> {
  const measure = async (_: unknown, index: number) => {
    await sleep(index * 20);
    const [id, sentAt] = [newId(), performance.now()];
    const hearing = hears(({ event }) => event.type === "message.created" && event.message.id === id);
    await must(url, person, "message.send", { id, roomId, body: "short" });
    await hearing;
    return performance.now() - sentAt;
  };
  return Promise.all(Array.from({ length: count }, measure));
}
