import { cursorSchema, formatCursor, limits, newId, readCursor, seqOf, snapshotSchema } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, takeSnapshot, toAuthorization } from "../testing/device.ts";
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

const fetchSnapshot = (query: string) => fetch(`${url}/v1/snapshot${query}`, { headers: toAuthorization(cast.ben) });

describe("a snapshot", () => {
  it("has the shape of the contract, and nothing beside it", async () => {
    await must(url, cast.ben, "message.send", { id: newId(), roomId: cast.generalId, body: "hello @room" });
    const snapshot = await takeSnapshot(url, cast.ben, [cast.generalId]);
    expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
  });

  it.each(["br", "gzip"])("travels compressed as %s for who takes that, and as it is for others", async (encoding) => {
    const ask = (accept: string) =>
      fetch(`${url}/v1/snapshot?rooms=${cast.generalId}`, {
        headers: { ...toAuthorization(cast.ben), "accept-encoding": accept },
      });
    const [packed, plain] = [await ask(encoding), await ask("identity")];
    expect([packed, plain].map(({ headers }) => headers.get("content-encoding"))).toEqual([encoding, null]);
    expect(packed.headers.get("vary")).toContain("accept-encoding");
    expect(await packed.json()).toEqual(await plain.json());
  });

  it("holds no secret: no hash, token, address or placeholder of an account", async () => {
    const text = JSON.stringify(await takeSnapshot(url, cast.aiko, [cast.generalId]));
    expect(text).toContain("Aiko");
    for (const secret of ["hash", "password", "token", "email", "invalid", "ipAddress", cast.ben.token]) {
      expect(text).not.toContain(secret);
    }
  });

  it("stands at the head of the log, of this moment", async () => {
    const { seq } = await must(url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body: "now" });
    const { cursor } = await takeSnapshot(url, cast.ben);
    expect(readCursor(cursorSchema.parse(cursor))?.seq).toBe(seq);
    expect(cursor).toBe(formatCursor({ epoch: server.node.app.tail.epoch(), seq }));
  });

  it("is of one moment though much is said while it is read", async () => {
    const roomId = newId();
    await must(url, cast.aiko, "room.create", { id: roomId, kind: "private", name: "Busy" });
    await must(url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    const sending = Array.from({ length: 100 }, (_, index) =>
      must(url, cast.aiko, "message.send", { id: newId(), roomId, body: `m${index}` }),
    );
    const snapshots = await Promise.all(Array.from({ length: 10 }, () => takeSnapshot(url, cast.ben, [roomId])));
    await Promise.all(sending);
    for (const { state, cursor } of snapshots) {
      const newest = state.timelines[roomId]?.messageIds.at(-1);
      const { lastSeq = 0, unread } = state.rooms[roomId] ?? {};
      expect(state.messages[newest ?? ""]?.seq ?? 0).toBe(lastSeq);
      expect(lastSeq).toBeLessThanOrEqual(seqOf(cursor));
      if ((unread ?? 0) <= 50) expect(state.timelines[roomId]?.messageIds).toHaveLength(unread ?? 0);
    }
  });

  it("holds the newest messages of the rooms asked for, and members, and those of no others", async () => {
    const roomId = newId();
    await must(url, cast.ben, "room.create", { id: roomId, kind: "private", name: "Other" });
    const { state } = await takeSnapshot(url, cast.ben, [cast.generalId]);
    expect(Object.keys(state.timelines)).toEqual([cast.generalId]);
    expect(Object.keys(state.members)).toEqual([cast.generalId]);
    expect(state.rooms[roomId]).toBeDefined();
  });

  it("takes a list of rooms, and no more than it should", async () => {
    const ids = (count: number) => Array.from({ length: count }, () => newId()).join(",");
    expect((await fetchSnapshot(`?rooms=${ids(limits.roomsPerSnapshot)}`)).status).toBe(200);
    for (const query of [
      `?rooms=${ids(limits.roomsPerSnapshot + 1)}`,
      "?rooms=general",
      "?rooms=%00",
      `?rooms=${newId()}&rooms=${newId()}`,
      "?rooms=__proto__",
    ]) {
      const response = await fetchSnapshot(query);
      expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "INVALID_INPUT" } }]);
    }
  });

  it("is nobody's but one's own", async () => {
    const response = await fetch(`${url}/v1/snapshot`);
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: "UNAUTHENTICATED" } }]);
  });
});
