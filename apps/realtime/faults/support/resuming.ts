import { newId } from "@hiroba/protocol";
import { call } from "../../src/testing/device.ts";
import type { SyncedDevice } from "../../src/testing/synced-device.ts";
import type { Talkers } from "../../src/testing/talk.ts";
import { until } from "./until.ts";

/** The pass mark: from the moment when the database answers again. */
export const RESUMED_MS = 5_000;

/** How long it takes until a script is answered, each device's longest waiting word is acknowledged, and all is said. */
export async function timeResuming({ devices, person, roomId, url }: Talkers) {
  const since = performance.now();
  const waiting = devices.map((device) => {
    const ids = device.client.getView().outbox.map(({ id }) => id);
    // At least two, since a device shows that the first is acknowledged by sending the second.
    return [...ids, device.send(roomId, `hello? ${newId()}`), device.send(roomId, `hello! ${newId()}`)];
  });
  // The view follows a moment later.
  await until(
    () => devices.every(({ client }, index) => client.getView().outbox.at(-1)?.id === waiting[index]?.at(-1)),
    "everything being typed",
  );
  const isAnswered = async () =>
    (await call(url, person, "message.send", { id: newId(), roomId, body: "is anybody there?" })).ok;
  const isSaid = ({ client }: SyncedDevice, index: number) =>
    client.getView().outbox.every(({ id }) => !waiting[index]?.includes(id));
  // One is under way in a room at a time: when another is, the first is acknowledged, whether or not it is heard.
  const goesOn = ({ client }: SyncedDevice, index: number) => {
    const { outbox } = client.getView();
    const first = waiting[index]?.[0];
    return (
      outbox.every(({ id }) => id !== first) || outbox.some(({ id, status }) => id !== first && status === "sending")
    );
  };
  const untilAnswered = async () => {
    await until(isAnswered, "an answer to a script");
    return performance.now() - since;
  };
  const untilGoingOn = async () => {
    await until(() => devices.every(goesOn), "every device going on");
    return performance.now() - since;
  };
  const [scriptMs, devicesMs] = await Promise.all([untilAnswered(), untilGoingOn()]);
  await until(() => devices.every(isSaid), "all that was typed being said");
  return { scriptMs, devicesMs, allMs: performance.now() - since };
}
