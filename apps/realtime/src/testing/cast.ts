import { type Id, newId, type Role, type User } from "@hiroba/protocol";
import { hashSecret } from "../authentication/secrets.ts";
import type { App } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { addToRoom } from "../rooms/membership-writes.ts";
import { createTokenSecret } from "../tokens/token-secret.ts";

/** A person of the stories, with a token that opens everything they may. */
export type Person = { id: Id; name: string; username: string; role: Role; token: string };

/** Aiko owns the place, Ben and Chika are members, Dee is a guest; all are in `#general`, which Aiko runs. */
export type Cast = { aiko: Person; ben: Person; chika: Person; dee: Person; generalId: Id };

const roles = { aiko: "owner", ben: "member", chika: "member", dee: "guest" } as const;

/** Sets a workspace up with its cast, through the log like everything else. */
export async function createCast(app: App): Promise<Cast> {
  const generalId = newId();
  const people = await Promise.all(Object.entries(roles).map(([username, role]) => createPerson(app, username, role)));
  const [aiko, ben, chika, dee] = people as [Person, Person, Person, Person];
  await app.log.write(aiko.id, async (tx) => {
    await tx.query("INSERT INTO workspace (name, created_at) VALUES ('The Square', $1)", [tx.at]);
    await insertRoom(tx, { id: generalId, name: "general", kind: "public", createdById: aiko.id });
    for (const person of people) {
      await addToRoom(tx, { roomId: generalId, userId: person.id, role: person === aiko ? "admin" : "member" });
    }
  });
  return { aiko, ben, chika, dee, generalId };
}

/** One more person, in no room yet. */
export async function createPerson(app: App, username: string, role: Role = "member"): Promise<Person> {
  const person: Person = {
    id: newId(),
    name: username.charAt(0).toUpperCase() + username.slice(1),
    username,
    role,
    token: createTokenSecret(),
  };
  const { id, name, token } = person;
  await app.log.write(id, async (tx) => {
    const user: User = { id, username, name, role, deactivated: false, rev: tx.head() + 1 };
    await tx.query(
      'INSERT INTO "user" (id, username, name, role, email, rev, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [id, username, name, role, `${id}@users.invalid`, user.rev, tx.at],
    );
    await tx.query("INSERT INTO access_token (id, user_id, name, hash) VALUES ($1, $2, 'test', $3)", [
      newId(),
      id,
      hashSecret(token),
    ]);
    tx.publish("workspace", () => ({ type: "user.created", user }));
  });
  return person;
}

type NewRoom = { id: Id; name: string; kind: "public" | "private"; createdById: Id };

async function insertRoom(tx: WriteTx, { id, name, kind, createdById }: NewRoom): Promise<void> {
  await tx.query(
    "INSERT INTO room (id, kind, name, auto_join, created_by_id, created_at, rev) VALUES ($1, $2, $3, true, $4, $5, $6)",
    [id, kind, name, createdById, tx.at, tx.head() + 1],
  );
}
