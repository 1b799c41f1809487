import { newId, type RoomKind } from "@hiroba/protocol";
import type { Account } from "../support/account";
import { chatter, committee, garden, general, type Line, readingCircle, trains } from "./conversations";
import type { People } from "./people";

/** The rooms that pictures are taken in, by id. */
export type Rooms = { garden: string; readingCircle: string };

/** Opens the rooms and lets people talk, by the commands that any client has. */
export async function furnish(people: People): Promise<Rooms> {
  const { aiko, ben, chika, dee, max } = people;
  const everybody = [ben, chika, dee, max];
  const open = (name: string, members: Account[], options: { kind?: RoomKind; topic?: string } = {}) =>
    openRoom(aiko, { name, members, ...options });
  const gardenId = await open("garden", everybody, { topic: "Beds, seeds and Saturdays behind the library" });
  const circleId = await open("読書会", everybody, { topic: "毎月第一土曜日、十四時から和室で" });
  const committeeId = await open("committee", [ben, chika], { kind: "private", topic: "Budget and building" });
  const trainsId = await open("trains", [ben, chika]);
  const returnsId = await open("returns desk", [ben, chika, max]);
  await open("お知らせ", everybody, { topic: "図書館からのお知らせ" });
  await talk(people, gardenId, garden);
  await talk(people, circleId, readingCircle);
  await talk(people, committeeId, committee);
  await talk(people, await accessGeneral(aiko), general);
  await talk(people, trainsId, trains);
  for (let count = 0; count < 120; count++) {
    await talk(people, returnsId, [{ by: count % 3 ? "ben" : "max", text: chatter[count % chatter.length] ?? "" }]);
  }
  await readAll(aiko, gardenId);
  await readAll(aiko, circleId);
  await aiko.run("room.configure", { roomId: trainsId, muted: true });
  await aiko.run("room.configure", { roomId: circleId, starred: true });
  return { garden: gardenId, readingCircle: circleId };
}

async function readAll(reader: Account, roomId: string): Promise<void> {
  const { messages } = await reader.run("message.list", { roomId, limit: 1 });
  const seq = messages[0]?.seq;
  if (seq !== undefined) await reader.run("read.mark", { roomId, seq });
}

type Plan = { name: string; members: Account[]; kind?: RoomKind; topic?: string };

async function openRoom(owner: Account, { name, members, kind = "public", topic = "" }: Plan): Promise<string> {
  const id = newId();
  await owner.run("room.create", { id, kind, name, topic });
  for (const { id: userId } of members) await owner.run("member.add", { roomId: id, userId });
  return id;
}

async function accessGeneral(account: Account): Promise<string> {
  const { rooms } = await account.run("room.list", { query: "general" });
  const id = rooms[0]?.room.id;
  if (!id) throw new Error("There is no room “general”.");
  return id;
}

async function talk(people: People, roomId: string, lines: readonly Line[]): Promise<void> {
  const ids: string[] = [];
  for (const { by, text, reply, reactions = {}, after } of lines) {
    const id = newId();
    ids.push(id);
    const replyToId = reply === undefined ? null : (ids[reply] ?? null);
    await people[by].run("message.send", { id, roomId, body: text, replyToId });
    for (const [emoji, names] of Object.entries(reactions)) {
      for (const name of names) await people[name].run("reaction.add", { messageId: id, emoji });
    }
    if (after === "delete") await people[by].run("message.delete", { messageId: id });
    else if (after) await people[by].run("message.edit", { messageId: id, body: after.edit });
  }
}
