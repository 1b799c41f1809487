import { createMemoryStore, createSyncClient, type TransportName, transportNames } from "@hiroba/client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Cable, layCable } from "../testing/cable.ts";
import { createCast, createPerson, type Person } from "../testing/cast.ts";
import { takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

/*
 * A first visit over a slow line. What a device starts from is large beside what it hears later, so it is what such a line
 * breaks; the real client asks again until it has it, and loses its patience with silence only.
 */

const PEOPLE = 150;
/** The snapshot takes about two seconds. */
const BYTES_PER_SECOND = 2_500;
const CUTS = 2;
const PATIENCE = { timeout: 20_000 };

let server: TestServer;
let people: Person[];
/** What a snapshot is on the line. */
let size: number;
beforeAll(async () => {
  server = await startTestServer();
  const { app } = server.node;
  const { aiko } = await createCast(app);
  people = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => createPerson(app, `person${index}`)));
  const cable = await layCable(server.url);
  await takeSnapshot(cable.url, aiko);
  size = cable.received();
  await cable.close();
});
afterAll(() => server.close());

describe.concurrent("a first visit over a slow line comes to its end", () => {
  it.each(transportNames)("though the line is cut again and again: %s", async (transport) => {
    const { cable, isThere, finish } = await visit(transport);
    for (let cut = 0; cut < CUTS; cut++) {
      await isUnderWay(cable);
      expect(isThere()).toBe(false);
      cable.cut();
    }
    await finish();
  });

  // Between two short polls there is no connection to be broken.
  it.each(transportNames.filter((name) => name !== "poll"))(
    "though no connection lasts as long as that takes: %s",
    async (transport) => {
      const { person, isThere, finish } = await visit(transport);
      let broken = 0;
      await vi.waitUntil(() => {
        for (const connection of server.node.app.hub.connectionsOf(person.id)) {
          broken += 1;
          connection.close();
        }
        return isThere();
      }, PATIENCE);
      expect(broken).toBeGreaterThan(0);
      await finish();
    },
  );
});

/** Somebody comes for the first time, over a slow line of their own. */
async function visit(transport: TransportName) {
  const person = people.pop();
  if (!person) throw new Error("Everybody has been here.");
  const cable = await layCable(server.url);
  cable.setWeather({ bytesPerSecond: BYTES_PER_SECOND });
  const client = createSyncClient({ url: cable.url, token: person.token, store: createMemoryStore(), transport });
  await client.start();
  return {
    person,
    cable,
    isThere: () => client.getView().state !== null,
    /** Waits until the device is level, and sees that it holds what it should. */
    finish: async () => {
      await vi.waitUntil(() => client.getView().connection.status === "live", PATIENCE);
      expect(client.getView().state).toEqual((await takeSnapshot(server.url, person)).state);
      await client.stop();
      await cable.close();
    },
  };
}

/** Waits until the node has put most of a snapshot on the line, which will take its time to bring it. */
async function isUnderWay(cable: Cable): Promise<void> {
  const before = cable.received();
  await vi.waitUntil(() => cable.received() - before > size / 2, PATIENCE);
}
