import { newId } from "@hiroba/protocol";
import { type Account, join, setUp, signInAgain } from "../support/account";

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
  return { aiko: await signInAround(url, aiko), ben, chika, dee, max };
}

const browsers = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
];

/** The same person on three devices that the settings can name; answers the last, and ends the session without a name. */
async function signInAround(url: string, account: Account): Promise<Account> {
  let last = account;
  for (const browser of browsers) last = await signInAgain(url, account, browser);
  await account.run("session.signOut", {});
  return last;
}

/** An invite and two access tokens, for the settings to show. */
export async function prepareSettings({ aiko }: People): Promise<void> {
  await aiko.run("invite.create", { id: newId(), kind: "member", maximumUses: 5 });
  for (const name of ["Weather bot", "Opening hours, every morning"])
    await aiko.run("token.create", { id: newId(), name });
}
