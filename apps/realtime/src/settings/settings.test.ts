import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { moveIn, type People } from "../authentication/testing/people.ts";
import { connect } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

test("settings change one by one, the same on all the person's devices, and nobody else hears", async () => {
  const [own, foreign] = await Promise.all(
    [people.ben, people.aiko].map(async (browser) => {
      const { secret } = await browser.must("token.create", { id: newId(), name: "script" });
      return connect(server.url, { token: secret });
    }),
  );
  await Promise.all([
    people.ben.must("settings.update", { theme: "dark" }),
    people.ben.must("settings.update", { locale: "ja" }),
  ]);
  const { settings, seq } = await people.ben.must("settings.update", { enterKey: "newline" });
  expect(settings).toEqual({ theme: "dark", locale: "ja", enterKey: "newline" });
  await own?.hears((envelope) => envelope.seq === seq);
  expect(own?.heard.map(({ event }) => event.type)).toEqual(Array(3).fill("settings.updated"));
  expect(foreign?.heard).toEqual([]);
  own?.close();
  foreign?.close();

  expect((await people.ben.must("settings.update", { theme: "dark" })).seq).toBe(seq);
  const { state } = await (await people.ben.send("/v1/snapshot")).json();
  expect(state.settings).toEqual(settings);
});
