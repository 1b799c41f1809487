import { transportNames } from "@hiroba/client";
import { newId, readCursor } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, readEvents } from "../testing/device.ts";
import { judge } from "../testing/judge.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { startDevice } from "../testing/synced-device.ts";
import { encodePage } from "./page.ts";

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

it("a device learns how far the log has come though nothing in it is for its person (L7, L9)", async () => {
  const devices = await Promise.all(
    transportNames.map((transport) =>
      startDevice({ name: transport, person: cast.ben, url: server.url, transport, rooms: [] }),
    ),
  );
  const roomId = newId();
  await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "private", name: "Quiet" });
  const { seq } = await must(server.url, cast.aiko, "message.send", { id: newId(), roomId, body: "not for Ben" });
  await Promise.all(devices.map((device) => device.reaches(seq)));
  expect(devices.map(({ client }) => client.getView().connection.events)).toEqual([0, 0, 0, 0, 0]);
  expect(readCursor(devices[0]?.client.getView().connection.cursor)?.seq).toBe(seq);
  const { message } = await must(server.url, cast.aiko, "message.send", {
    id: newId(),
    roomId: cast.generalId,
    body: "for everybody",
  });
  await Promise.all(devices.map((device) => device.reaches(message.seq)));
  expect(await judge({ pool: server.node.app.db.pool, url: server.url, devices })).toEqual([]);
  await Promise.all(devices.map((device) => device.close()));
});

it("a long poll is told so too, unless it asked from there", async () => {
  const { hub, tail } = server.node.app;
  const wait = (since?: string) =>
    readEvents(server.url, cast.ben, { wait: 20, ...(since !== undefined && { since }) });
  const waiting = (count: number) => expect.poll(() => [...hub.all()].length).toBe(count);
  const announce = () => hub.announce(encodePage({ entries: [], cursor: tail.cursor(), more: false }));
  const old = tail.cursor();
  await must(server.url, cast.aiko, "room.create", { id: newId(), kind: "private", name: "Quieter" });

  const behind = wait(old);
  await waiting(1);
  announce();
  expect(await behind).toMatchObject({ events: [], cursor: tail.cursor() });

  const level = [wait(tail.cursor()), wait()];
  await waiting(2);
  announce();
  const said = { id: newId(), roomId: cast.generalId, body: "at last" };
  const { seq } = await must(server.url, cast.aiko, "message.send", said);
  for (const page of await Promise.all(level)) expect(page.events.map((envelope) => envelope.seq)).toEqual([seq]);
});
