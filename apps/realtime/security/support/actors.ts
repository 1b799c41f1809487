import { type Id, newId } from "@hiroba/protocol";
import { type Browser, openBrowser } from "../../src/authentication/testing/browser.ts";
import { invite, password } from "../../src/authentication/testing/people.ts";

/**
 * Everybody who may ask for something, in the order of the columns of every table here: who is not let in at all (nobody
 * signed in, and somebody whose account was closed), who is in the workspace but not in the rooms in question, and who
 * is in them.
 */
export const actors = [
  "nobody",
  "closed",
  "outsider",
  "former",
  "outerGuest",
  "outerAdmin",
  "guest",
  "member",
  "roomAdmin",
  "admin",
  "owner",
] as const;
export type Actor = (typeof actors)[number];
export const insiders = actors.slice(6) as Insider[];
export type Insider = "guest" | "member" | "roomAdmin" | "admin" | "owner";

/** Somebody with a browser and, if they may have one, a token. */
export type Person = { id: Id; browser: Browser; token: string | null };
/** Those who act, the keeper who made the rooms and runs them, and two whom things are done to. */
export type People = Record<Exclude<Actor, "nobody"> | "keeper" | "spare" | "target", Person>;

const kinds = { outerGuest: "guest", guest: "guest" } as const;

/** Sets an empty server up and lets everybody in. */
export async function letIn(url: string): Promise<People> {
  const browser = openBrowser(url);
  const { user } = await browser.must("workspace.setUp", { workspaceName: "The Square", name: "owner", password });
  const owner = await withToken({ id: user.id, browser, token: null });
  const names = [...actors.filter((name) => name !== "nobody" && name !== "owner"), "keeper", "spare", "target"];
  const others = await Promise.all(names.map(async (name) => [name, await comeIn(owner.browser, url, name)]));
  const people = { owner, ...Object.fromEntries(others) } as People;
  for (const name of ["admin", "outerAdmin"] as const)
    await owner.browser.must("user.setRole", { userId: people[name].id, role: "admin" });
  return people;
}

async function comeIn(host: Browser, url: string, name: string): Promise<Person> {
  const kind = name in kinds ? "guest" : "member";
  const browser = openBrowser(url);
  const account = kind === "member" ? { username: name.toLowerCase(), password } : {};
  const { user } = await browser.must("invite.accept", {
    code: await invite(host, kind),
    id: newId(),
    name,
    ...account,
  });
  return kind === "member" ? withToken({ id: user.id, browser, token: null }) : { id: user.id, browser, token: null };
}

async function withToken(person: Person): Promise<Person> {
  const { secret } = await person.browser.must("token.create", { id: newId(), name: "script" });
  return { ...person, token: secret };
}
