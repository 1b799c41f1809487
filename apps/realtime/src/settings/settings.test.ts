import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, refused, takeSnapshot } from "../testing/device.ts";
import { listenIn } from "../testing/listen-in.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

it("my settings change on all my devices and nobody else's", async () => {
  const { answer, heard } = await listenIn(server.url, cast, () =>
    must(server.url, cast.ben, "settings.update", { theme: "dark" }),
  );
  expect(answer.settings).toEqual({ locale: "auto", theme: "dark", enterKey: "send" });
  expect(heard).toEqual({ aiko: [], ben: ["settings.updated"], chika: [], dee: [] });
  await must(server.url, cast.ben, "settings.update", { locale: "ja" });
  expect((await takeSnapshot(server.url, cast.ben)).state.settings).toEqual({
    locale: "ja",
    theme: "dark",
    enterKey: "send",
  });
  expect((await takeSnapshot(server.url, cast.aiko)).state.settings.theme).toBe("auto");
});

it("what is so already is not said again", async () => {
  await must(server.url, cast.chika, "settings.update", { enterKey: "newline" });
  const head = server.node.app.tail.position();
  expect(await must(server.url, cast.chika, "settings.update", { enterKey: "newline" })).toMatchObject({ seq: head });
  expect(await must(server.url, cast.chika, "settings.update", {})).toMatchObject({ seq: head });
});

it.each([{ theme: "pink" }, { locale: "en-US" }, { enterKey: null }, { isAdmin: true }])(
  "%j is refused",
  async (wrong) => {
    expect(await refused(server.url, cast.ben, "settings.update", wrong as never)).toMatchObject({
      code: "INVALID_INPUT",
    });
  },
);
