import { type Id, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../src/authentication/testing/browser.ts";
import { invite, moveIn, type People, password, signInElsewhere } from "../src/authentication/testing/people.ts";
import { openTextBrowser, type TextBrowser } from "../src/lite/testing/text-browser.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { findFiles } from "./support/find-files.ts";

/*
 * Every way to a session asks the same: it opens to what proves the person, to nothing that is nearly that, and to nobody
 * whose account is closed. The ways are listed by the file that opens the session, so that none can be added without
 * being tried: elsewhere the second way in was the one that forgot to ask (CVE-2026-30831), and one check forgot to wait
 * for its answer, so that any password was right (CVE-2026-28514).
 */

let server: TestServer;
let url: string;
let people: People;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  people = await moveIn(url);
});
afterAll(() => server.close());

/** What is shown at the door: what proves the person, what does not, and as little as can be. */
const proofs = ["right", "wrong", "empty"] as const;
type Proof = (typeof proofs)[number];
const typed: Record<Proof, string> = { right: password, wrong: "wrong horse", empty: "" };

/** Somebody who has been let in once, and whether another browser gets in by what it shows. */
type Way = { id: Id; enter: (proof: Proof) => Promise<boolean> };

type Person = { id: Id; browser: Browser; acceptance: { code: string; id: Id; name: string; password: string } };

async function comeIn(name: string): Promise<Person> {
  const browser = openBrowser(url);
  const acceptance = { code: await invite(people.aiko, "member"), id: newId(), name, password };
  const { user } = await browser.must("invite.accept", acceptance);
  return { id: user.id, browser, acceptance };
}

/** Whether a browser holds a session by now: an answer alone may say anything. */
const isIn = async (browser: Browser) => (await browser.call("session.list", {})).ok;
/** The same by a page of `/lite`. */
const isInByPages = async (browser: TextBrowser) => (await browser.get("/lite")).text.includes("Sign out");

/** By file and, in each, by what is done. */
const ways: Record<string, Record<string, (name: string) => Promise<Way>>> = {
  "authentication/sign-in.ts": {
    "signing in": async (name) => {
      const { id } = await comeIn(name);
      const enter = async (proof: Proof) => {
        const browser = openBrowser(url);
        await browser.signIn(name, typed[proof]);
        return isIn(browser);
      };
      return { id, enter };
    },
    "signing in without JavaScript": async (name) => {
      const { id } = await comeIn(name);
      const enter = async (proof: Proof) => {
        const browser = openTextBrowser(url);
        const door = await browser.get("/lite");
        await browser.submit(door, "/lite/sign-in", { username: name, password: typed[proof] });
        return isInByPages(browser);
      };
      return { id, enter };
    },
  },
  "device-links/accept-device-link.ts": {
    "a device link": async (name) => {
      const { id, browser } = await comeIn(name);
      const { path } = await browser.must("deviceLink.create", {});
      const right = path.slice("/link/".length);
      const codes = { right, wrong: right.replace(/^./u, (letter) => (letter === "A" ? "B" : "A")), empty: "" };
      const enter = async (proof: Proof) => {
        const other = openBrowser(url);
        await other.call("deviceLink.accept", { code: codes[proof] });
        return isIn(other);
      };
      return { id, enter };
    },
  },
  "invites/accept-invite.ts": {
    "an invite once more, with the password": async (name) => {
      const { id, acceptance } = await comeIn(name);
      const enter = async (proof: Proof) => {
        const browser = openBrowser(url);
        const { password: _, ...without } = acceptance;
        const again = proof === "empty" ? without : { ...without, password: typed[proof] };
        await browser.call("invite.accept", again);
        return isIn(browser);
      };
      return { id, enter };
    },
    "an invite once more, with the key of the first time": async (name) => {
      const acceptance = { code: await invite(people.aiko, "guest"), id: newId(), name };
      const keys = { right: newId(), wrong: newId(), empty: "" };
      const enter = async (proof: Proof) => {
        const browser = openBrowser(url);
        await browser.call("invite.accept", acceptance, { "idempotency-key": keys[proof] });
        return isIn(browser);
      };
      expect(await enter("right")).toBe(true);
      return { id: acceptance.id, enter };
    },
    "an invite once more, without JavaScript": async (name) => {
      const action = `/lite/join/${await invite(people.aiko, "member")}`;
      const first = openTextBrowser(url);
      const form = await first.get(action);
      const { id = "", witness = "" } = form.form(action);
      await first.submit(form, action, { name, password });
      const witnesses = { right: witness, wrong: witness.replace(/^./u, (letter) => (letter === "A" ? "B" : "A")) };
      const enter = async (proof: Proof) => {
        const browser = openTextBrowser(url);
        const shown = proof === "empty" ? { witness: "" } : { witness: witnesses[proof] };
        const again = { id, name, password: proof === "empty" ? "" : password, ...shown };
        await browser.submit(await browser.get(action), action, again);
        return isInByPages(browser);
      };
      return { id: id as Id, enter };
    },
  },
  "sessions/change-password.ts": {
    "a new password": async (name) => {
      const { id, browser } = await comeIn(name);
      const others: Record<Proof, Browser> = {
        wrong: await signInElsewhere(browser, url),
        empty: await signInElsewhere(browser, url),
        right: await signInElsewhere(browser, url),
      };
      const enter = async (proof: Proof) => {
        const other = others[proof];
        const { cookie } = other;
        await other.call("password.change", { current: typed[proof], next: password });
        return other.cookie !== cookie && isIn(other);
      };
      return { id, enter };
    },
  },
  // Opens to the first who comes to an empty server, as which nobody can come here: rights-of-commands.test.ts.
  "workspace/set-up-workspace.ts": {},
};

it("the table has every file that opens a session", () => {
  const openers = findFiles(/(?<!function )\binsertSession\(/u);
  expect(openers).toEqual(Object.keys(ways).sort());
  expect(findFiles(/\bINSERT INTO session\b/iu)).toEqual(["sessions/session-writes.ts"]);
});

const rows = Object.values(ways)
  .flatMap((group) => Object.entries(group))
  .map(([title, prepare], index) => [title, prepare, `person${index}`] as const);

describe.each(rows)("by %s", (_, prepare, name) => {
  it("comes in who shows what is right, and nobody else", async () => {
    const { enter } = await prepare(name);
    for (const proof of ["wrong", "empty", "right"] as const)
      expect([proof, await enter(proof)]).toEqual([proof, proof === "right"]);
  });

  it("nobody comes in whose account is closed, and no session waits for it to be opened again", async () => {
    const { id, enter } = await prepare(`closed${name}`);
    await closeAccount(id);
    for (const proof of proofs) expect([proof, await enter(proof)]).toEqual([proof, false]);
    // A door that forgets to ask is not seen from outside, as the next one asks as well.
    const { rows: opened } = await server.node.app.db.pool.query("SELECT id FROM session WHERE user_id = $1", [id]);
    expect(opened).toEqual([]);
  });
});

/** Closes an account, and leaves it the device links that closing takes away: each way has to look by itself. */
async function closeAccount(userId: Id): Promise<void> {
  const { pool } = server.node.app.db;
  const { rows: links } = await pool.query("SELECT to_jsonb(l) AS link FROM device_link l WHERE user_id = $1", [
    userId,
  ]);
  const { user } = await people.aiko.must("user.setDeactivated", { userId, deactivated: true });
  expect(user.deactivated).toBe(true);
  const kept = JSON.stringify(links.map(({ link }) => link));
  await pool.query("INSERT INTO device_link SELECT * FROM jsonb_populate_recordset(NULL::device_link, $1)", [kept]);
}
