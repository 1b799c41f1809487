import { newId } from "@hiroba/protocol";
import { type Account, join, setUp } from "../support/account";

/** Who lives in the pictures: Aiko is the one whose screen is seen. */
export type People = { aiko: Account; ben: Account; chika: Account; dee: Account; max: Account };

/** Forty characters, to see what long names do. */
const longName = "Maximilian-Alexander von Hohenlohe-Oehri";

/** Opens the workspace and lets everybody in. */
export async function letPeopleIn(url: string): Promise<People> {
  const aiko = await setUp(url, "Aiko Tanaka", "Aoba Library");
  const ben = await join(url, aiko, "Ben Okafor", { username: "ben" });
  const chika = await join(url, aiko, "鈴木千佳", { username: "chika" });
  const max = await join(url, aiko, longName, { username: "max" });
  const dee = await join(url, aiko, "Dee", { kind: "guest" });
  await aiko.run("user.setRole", { userId: ben.id, role: "admin" });
  return { aiko, ben, chika, dee, max };
}

/** An invite and two access tokens, for the settings to show. */
export async function prepareSettings({ aiko }: People): Promise<void> {
  await aiko.run("invite.create", { id: newId(), kind: "member", maximumUses: 5 });
  for (const name of ["Weather bot", "Opening hours, every morning"])
    await aiko.run("token.create", { id: newId(), name });
}
