import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { speak } from "./support/canary";
import { type Cast, moveIn } from "./support/cast";
import { type Server, startServer } from "./support/server";
import { startWeb } from "./support/web";

/*
 * What the two programs print goes into log files. Some addresses are secrets, and a web framework likes to print the
 * address of what it could not do.
 */

let web: Awaited<ReturnType<typeof startWeb>>;
let server: Server;
let cast: Cast;

beforeAll(async () => {
  web = await startWeb();
  server = await startServer({ databaseServer: inject("databaseServer"), web: web.url });
  cast = await moveIn(server.url);
});
afterAll(async () => {
  await server.close();
  await web.stop();
});

const steering = "\u001b[2J";

test("no link, cookie or token is in what they print, whatever goes wrong with it, and nothing steers a terminal", async () => {
  const { aiko } = cast;
  const { invite } = await aiko.run("invite.create", { id: newId(), kind: "guest" });
  const { path: link } = await aiko.run("deviceLink.create", {});
  const secrets = [invite.path ?? "", link].map((address) => address.split("/").at(-1) ?? "");
  const token = "hiroba_a-token-of-somebody";
  const proofs = { cookie: aiko.cookie, authorization: `Bearer ${token}` };

  for (const url of [server.url, web.url]) {
    for (const page of [invite.path ?? "", link]) {
      for (const address of spell(page)) {
        for (const headers of wrongHeaders(page)) await read(url + address, { headers: { ...proofs, ...headers } });
        for (const method of ["POST", "HEAD", "DELETE"]) await read(url + address, { method, headers: proofs });
      }
      for (const line of [`GET ${page}\\${steering} HTTP/1.1`, `FOO ${page} HTTP/1.1`, `GET ${page} HTTP/9`])
        await speak(url, `${line}\r\nHost: x\r\nCookie: ${aiko.cookie}\r\n\r\n`);
    }
  }

  const printed = web.output() + server.output();
  expect(web.output()).toContain("Ready");
  expect(secrets.every((secret) => secret.length > 20)).toBe(true);
  const value = aiko.cookie.slice(aiko.cookie.indexOf("=") + 1);
  expect([...secrets, token, value].filter((secret) => printed.includes(secret))).toEqual([]);
  expect(printed.replaceAll(/[\n\t]/gu, "")).not.toMatch(/\p{Cc}/u);
});

function spell(page: string): string[] {
  return [
    page,
    `${page}?_rsc=1`,
    `${page}.rsc`,
    `${page}.segments/_tree.segment.rsc`,
    `${page}/more`,
    `/${page}`,
    `${page}%`,
    `${page}%ff`,
    `${page}${encodeURIComponent(steering)}`,
    `${page}?nxtPcode=x`,
    `/_next/data/build${page}.json`,
    `/_next/image?url=${encodeURIComponent(page)}&w=640&q=75`,
    `/_next/static/chunks${page}.js`,
  ];
}

/** What the framework cannot make sense of, the address in it. */
function wrongHeaders(page: string): Record<string, string>[] {
  return [
    {},
    { rsc: "1", "next-router-state-tree": `%7B${page}`, "next-url": page },
    { "next-action": page, "x-forwarded-host": `${page}@` },
    { "x-matched-path": page, "x-invoke-path": page, "next-resume": page },
  ];
}

async function read(url: string, init: RequestInit): Promise<void> {
  await (await fetch(url, { ...init, redirect: "manual" })).text();
}
