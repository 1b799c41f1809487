import { limits, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, refused, takeSnapshot } from "../testing/device.ts";
import { listenIn } from "../testing/listen-in.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let url: string;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const draft = async () => (await takeSnapshot(url, cast.ben)).state.drafts[cast.generalId];
const save = (body: string, replyToId: string | null = null) =>
  must(url, cast.ben, "draft.save", { roomId: cast.generalId, body, replyToId });

describe("draft.save", () => {
  it("is heard by my own devices alone", async () => {
    const { heard } = await listenIn(url, cast, () => save("half a thou"));
    expect(heard).toEqual({ aiko: [], ben: ["draft.saved"], chika: [], dee: [] });
    expect(await draft()).toMatchObject({ body: "half a thou", replyToId: null });
    expect(JSON.stringify(await takeSnapshot(url, cast.aiko, [cast.generalId]))).not.toContain("half a thou");
  });

  it("keeps the last of several, and what it replies to", async () => {
    const replyToId = newId();
    await save("one");
    const { seq } = await save("two", replyToId);
    expect(await draft()).toEqual({ roomId: cast.generalId, body: "two", replyToId, rev: seq });
  });

  it("of nothing removes it; of the same says nothing again", async () => {
    await save("three");
    const head = server.node.app.tail.position();
    await save("three");
    expect(server.node.app.tail.position()).toBe(head);
    await save("");
    expect(await draft()).toBeUndefined();
    await save("");
    expect(server.node.app.tail.position()).toBe(head + 1);
  });

  it("may be longer than a message, so that nothing typed is lost", async () => {
    await save("a".repeat(limits.draftLength));
    expect((await draft())?.body).toHaveLength(limits.draftLength);
    const input = { roomId: cast.generalId, body: "a".repeat(limits.draftLength + 1) };
    expect(await refused(url, cast.ben, "draft.save", input)).toMatchObject({ code: "INVALID_INPUT" });
  });
});
