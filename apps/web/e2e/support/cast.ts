import { newId, type RoomKind } from "@hiroba/protocol";
import { type Account, join, setUp } from "./account";

/** Aiko owns the place, Ben and Chika are members, Dee is a guest; all are in `#general`. */
export type Cast = { aiko: Account; ben: Account; chika: Account; dee: Account };

/** Sets the workspace up with its cast. */
export async function moveIn(url: string): Promise<Cast> {
  const aiko = await setUp(url, "Aiko");
  const [ben, chika, dee] = await Promise.all([
    join(url, aiko, "Ben"),
    join(url, aiko, "Chika"),
    join(url, aiko, "Dee", { kind: "guest" }),
  ]);
  return { aiko, ben, chika, dee };
}

/** A new room of this owner with these people in it; answers its id. */
export async function openRoom(
  owner: Account,
  name: string,
  { kind = "public", members = [], topic = "" }: { kind?: RoomKind; members?: readonly Account[]; topic?: string } = {},
): Promise<string> {
  const id = newId();
  await owner.run("room.create", { id, kind, name, topic });
  for (const { id: userId } of members) await owner.run("member.add", { roomId: id, userId });
  return id;
}

/** Somebody says something from elsewhere; answers the message's id. */
export async function sayFromElsewhere(author: Account, roomId: string, body: string): Promise<string> {
  const id = newId();
  await author.run("message.send", { id, roomId, body });
  return id;
}
