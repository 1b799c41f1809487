import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast, createPerson } from "../testing/cast.ts";
import { must, openKitchen, refused, takeSnapshot } from "../testing/device.ts";
import { listenIn } from "../testing/listen-in.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { watchStatements } from "../testing/watch-statements.ts";

let server: TestServer;
let url: string;
let cast: Cast;
let roomId: string;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

// Aiko runs the room, Ben and Dee, a guest, are in it, Chika is not.
beforeEach(async () => {
  roomId = await openKitchen(url, cast);
});

const headSeq = () => server.node.app.tail.position();
const rolesIn = async () => {
  const { members } = await must(url, cast.aiko, "member.list", { roomId });
  return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
};

describe("member.list", () => {
  it("tells who is in the room, since when and as what, in the order they came", async () => {
    const { members, seq } = await must(url, cast.dee, "member.list", { roomId });
    expect(members.map(({ userId, role }) => [userId, role])).toEqual([
      [cast.aiko.id, "admin"],
      [cast.ben.id, "member"],
      [cast.dee.id, "member"],
    ]);
    const joined = members.map(({ joinedSeq }) => joinedSeq);
    expect(joined).toEqual([...joined].sort((left, right) => left - right));
    expect(seq).toBe(headSeq());
  });
});

describe("member.add", () => {
  it("is heard by the room and by who is added, who hears the room from there on", async () => {
    const { answer, heard } = await listenIn(url, cast, async () => {
      await must(url, cast.aiko, "message.send", { id: newId(), roomId, body: "before" });
      const added = await must(url, cast.ben, "member.add", { roomId, userId: cast.chika.id });
      await must(url, cast.aiko, "message.send", { id: newId(), roomId, body: "welcome" });
      return added;
    });
    expect(answer.member).toMatchObject({ userId: cast.chika.id, role: "member" });
    expect(heard.dee).toEqual(["message.created", "member.joined", "message.created"]);
    expect(heard.chika).toEqual(["member.joined", "room.joined", "message.created"]);
    const { state } = await takeSnapshot(url, cast.chika, [roomId]);
    expect(state.rooms[roomId]).toMatchObject({ memberCount: 4, unread: 1 });
  });

  it("of somebody who is in changes nothing, their role least of all", async () => {
    const head = headSeq();
    await must(url, cast.ben, "member.add", { roomId, userId: cast.aiko.id });
    expect(headSeq()).toBe(head);
    expect(await rolesIn()).toMatchObject({ [cast.aiko.id]: "admin" });
  });

  it("is not for guests, nor of people who are not there", async () => {
    expect(await refused(url, cast.dee, "member.add", { roomId, userId: cast.chika.id })).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await refused(url, cast.aiko, "member.add", { roomId, userId: newId() })).toMatchObject({
      code: "NOT_FOUND",
    });
    const gone = await createPerson(server.node.app, `gone${roomId.slice(-6)}`);
    await must(url, cast.aiko, "user.setDeactivated", { userId: gone.id, deactivated: true });
    expect(await refused(url, cast.aiko, "member.add", { roomId, userId: gone.id })).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("member.remove", () => {
  it("is heard by the room and by who is removed, who hears nothing more of it", async () => {
    const { heard } = await listenIn(url, cast, async () => {
      await must(url, cast.aiko, "member.remove", { roomId, userId: cast.ben.id });
      await must(url, cast.aiko, "message.send", { id: newId(), roomId, body: "he is gone" });
    });
    expect(heard).toEqual({
      aiko: ["member.left", "message.created"],
      ben: ["member.left", "room.left"],
      chika: [],
      dee: ["member.left", "message.created"],
    });
    expect(await rolesIn()).toEqual({ [cast.aiko.id]: "admin", [cast.dee.id]: "member" });
  });

  it("is for those who run the room; everybody may remove themselves", async () => {
    const remove = { roomId, userId: cast.dee.id };
    expect(await refused(url, cast.ben, "member.remove", remove)).toMatchObject({ code: "FORBIDDEN" });
    await must(url, cast.dee, "member.remove", remove);
    expect(await rolesIn()).not.toHaveProperty(cast.dee.id);
  });

  it("of somebody who is not in says so", async () => {
    const remove = { roomId, userId: cast.chika.id };
    expect(await refused(url, cast.aiko, "member.remove", remove)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("of the last who runs the room hands it on, as leaving does", async () => {
    await must(url, cast.aiko, "member.remove", { roomId, userId: cast.aiko.id });
    const { members } = await must(url, cast.ben, "member.list", { roomId });
    expect(members.map(({ role }) => role)).toEqual(["admin", "member"]);
  });
});

describe("member.setRole", () => {
  it("is heard by the room, and by the person's devices as their own new right", async () => {
    const input = { roomId, userId: cast.ben.id, role: "admin" } as const;
    const { answer, heard } = await listenIn(url, cast, () => must(url, cast.aiko, "member.setRole", input));
    expect(answer.member).toMatchObject({ userId: cast.ben.id, role: "admin" });
    expect(heard).toEqual({
      aiko: ["member.updated"],
      ben: ["member.updated", "room.configured"],
      chika: [],
      dee: ["member.updated"],
    });
    expect((await takeSnapshot(url, cast.ben)).state.rooms[roomId]?.membership.role).toBe("admin");
  });

  it("again changes nothing", async () => {
    const head = headSeq();
    await must(url, cast.aiko, "member.setRole", { roomId, userId: cast.ben.id, role: "member" });
    expect(headSeq()).toBe(head);
  });

  it("is for those who run the room", async () => {
    const input = { roomId, userId: cast.ben.id, role: "admin" } as const;
    expect(await refused(url, cast.ben, "member.setRole", input)).toMatchObject({ code: "FORBIDDEN" });
    expect(await refused(url, cast.aiko, "member.setRole", { ...input, userId: cast.chika.id })).toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("does not leave a room without anybody who runs it", async () => {
    const input = { roomId, userId: cast.aiko.id, role: "member" } as const;
    expect(await refused(url, cast.aiko, "member.setRole", input)).toMatchObject({
      code: "CONFLICT",
      details: { reason: "lastRoomAdmin" },
    });
    await must(url, cast.aiko, "member.setRole", { roomId, userId: cast.ben.id, role: "admin" });
    expect(await must(url, cast.aiko, "member.setRole", input)).toMatchObject({ member: { role: "member" } });
  });

  it("does not count an admin whose account is closed", async () => {
    const eve = await createPerson(server.node.app, "eve");
    await must(url, cast.aiko, "member.add", { roomId, userId: eve.id });
    await must(url, cast.aiko, "member.setRole", { roomId, userId: eve.id, role: "admin" });
    await must(url, cast.aiko, "user.setDeactivated", { userId: eve.id, deactivated: true });
    const input = { roomId, userId: cast.aiko.id, role: "member" } as const;
    expect(await refused(url, cast.aiko, "member.setRole", input)).toMatchObject({
      details: { reason: "lastRoomAdmin" },
    });
    await must(url, cast.aiko, "member.setRole", { ...input, userId: eve.id });
    expect(await rolesIn()).toMatchObject({ [cast.aiko.id]: "admin", [eve.id]: "member" });
  });
});

it("rooms in which nobody is left when an account is closed cost no statement each", async () => {
  const goro = await createPerson(server.node.app, "goro");
  const rooms = 200;
  await server.node.app.db.pool.query(
    `WITH own AS (
       INSERT INTO room (id, kind, name, member_count, created_at)
       SELECT gen_random_uuid(), 'public', 'Alone', 1, now() FROM generate_series(1, $2::int) RETURNING id
     ) INSERT INTO membership (room_id, user_id, role, joined_seq) SELECT id, $1, 'admin', 0 FROM own`,
    [goro.id, rooms],
  );
  const asked = await watchStatements(() =>
    must(url, cast.aiko, "user.setDeactivated", { userId: goro.id, deactivated: true }),
  );
  expect(asked.length).toBeLessThan(rooms / 2);
});

it("a room whose only admin's account is closed goes to who has been there longest", async () => {
  const fumi = await createPerson(server.node.app, "fumi");
  const own = newId();
  await must(url, fumi, "room.create", { id: own, kind: "private", name: "Fumi's" });
  for (const { id } of [cast.dee, cast.chika, cast.ben]) {
    await must(url, fumi, "member.add", { roomId: own, userId: id });
  }
  const { heard } = await listenIn(url, cast, () =>
    must(url, cast.aiko, "user.setDeactivated", { userId: fumi.id, deactivated: true }),
  );
  expect(heard.chika).toEqual(["user.updated", "member.updated", "room.configured"]);
  expect(heard.ben).toEqual(["user.updated", "member.updated"]);
  expect(await must(url, cast.chika, "room.update", { roomId: own, topic: "ours" })).toBeDefined();
});
