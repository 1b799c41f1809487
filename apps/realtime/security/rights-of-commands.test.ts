import { type CommandName, commands, type ErrorCode } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signInElsewhere } from "../src/authentication/testing/people.ts";
import { type Actor, actors } from "./support/actors.ts";
import {
  type Answer,
  emit,
  openSocket,
  openSockets,
  post,
  proofs,
  type Sockets,
  toHeaders,
  transports,
  type Way,
  ways,
} from "./support/doors.ts";
import { findFiles } from "./support/find-files.ts";
import { readSecrets } from "./support/read-secrets.ts";
import { type Rule, rules, toAbsent, toTwin } from "./support/rules.ts";
import { createWorld, toColumns, type World } from "./support/world.ts";

/*
 * Every command is asked of by everybody, with a cookie and with a token, over HTTP and over both transports of
 * Socket.IO, and answered as the table says (support/rules.ts). What one may not know of is answered as what never was, to
 * the byte (L15).
 */

let world: World;
let sockets: Sockets;
const answers: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  sockets = await openSockets(world);
});
afterAll(async () => {
  for (const socket of sockets.values()) socket.disconnect();
  await world.server.close();
});

const names = Object.keys(commands) as CommandName[];
const symbols: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: "!",
  FORBIDDEN: "-",
  NOT_FOUND: "?",
  CONFLICT: "x",
  INVALID_INPUT: "i",
};

type Line = Way & { rule: Rule };
type Question = Line & { name: CommandName; actor: Actor };

it("the table has a rule for every command, and for no other", () => {
  expect(Object.keys(rules).sort()).toEqual([...names].sort());
  for (const one of names) expect(rules[one].length).toBeGreaterThan(0);
});

it("commands come in by the doors that are asked at, and by the forms of /lite, which are routes", () => {
  const doors = { "transports/http.ts": ["HTTP"], "transports/socket.ts": transports, "lite/visitor.ts": [] };
  // What HTTP's two doors share.
  const within = "transports/request.ts";
  expect(findFiles(/(?<!function )\b(?:dispatch|runCommand)\(/u)).toEqual([...Object.keys(doors), within].sort());
  for (const proof of proofs)
    expect(ways.filter((way) => way.proof === proof).map(({ door }) => door)).toEqual(Object.values(doors).flat());
});

describe.each(names)("%s", (name) => {
  const lines: Line[] = (rules[name] as Rule[]).flatMap((rule) => ways.map((way) => ({ ...way, rule })));

  it("is done for those whom the table names, however they ask", async () => {
    const found = [];
    for (const line of lines) found.push(toLine(line, toColumns(await askAll({ ...line, name }))));
    expect(found).toEqual(lines.map((line) => toLine(line, toExpected(name, line))));
  });
});

function toLine({ rule, door, proof }: Line, columns: string): string {
  return `${columns} | ${rule.to || "-"}, with a ${proof} over ${door}`;
}

/** What the table says, with what holds for every command: who has no token, who gets no socket, what takes a browser. */
function toExpected(name: CommandName, line: Line): string {
  const { rule, door, proof } = line;
  const { actor: asked, effect } = commands[name];
  const rights = [...rule.rights.replaceAll(" ", "")];
  return toColumns(
    actors.map((actor, index) => {
      if (!hasDoor(actor, line)) return ".";
      if (index < 2) return rights[index] ?? "";
      if (asked === "session" && proof === "token") return "-";
      return effect === "cookie" && door !== "HTTP" ? "-" : (rights[index] ?? "");
    }),
  );
}

function hasDoor(actor: Actor, { door, proof }: Way): boolean {
  if (door !== "HTTP" && (actor === "nobody" || actor === "closed")) return false;
  return actor === "nobody" ? proof === "cookie" : toHeaders(world, actor, proof) !== undefined;
}

/** Everybody asks; at once, unless there is one thing only to ask for. */
async function askAll(question: Omit<Question, "actor">): Promise<string[]> {
  if (!question.rule.inTurn) return Promise.all(actors.map((actor) => ask({ ...question, actor })));
  const found = [];
  for (const actor of actors) found.push(await ask({ ...question, actor }));
  return found;
}

/** Asks, undoes what was done, and answers with a symbol; for what is not there, only if nothing tells it from nothing. */
async function ask(question: Question): Promise<string> {
  const { rule, actor } = question;
  if (!hasDoor(actor, question)) return ".";
  const cell = { world, actor };
  const target = { ...toAbsent(), ...(await rule.aim(cell)) };
  const answer = await put(question, rule.input(target, cell));
  if (answer.result.ok) {
    if (question.name !== "token.create") answers.push(answer.body);
    const isShown = rule.shows?.(answer.result.data as never, target) ?? true;
    await rule.mend?.(target, cell);
    return isShown ? "+" : "o";
  }
  answers.push(answer.body);
  const { code } = answer.result.error;
  if (code === "NOT_FOUND") {
    const twin = await put(question, rule.input(toTwin(target, rule.hidden), cell));
    if (twin.status !== answer.status || twin.body !== answer.body) return "≠";
  }
  return symbols[code] ?? code;
}

async function put({ name, rule, actor, proof, door }: Question, input: unknown): Promise<Answer> {
  const socket = sockets.get(`${actor} ${proof} ${door}`);
  if (socket) return emit(socket, name, input);
  const headers = toHeaders(world, actor, proof) ?? {};
  return post(world.url, name, { input, headers: rule.endsSession ? await inAnotherSession(actor, headers) : headers });
}

/** The same person in a browser of its own, where they are signed in at all. */
async function inAnotherSession(actor: Actor, headers: Record<string, string>): Promise<Record<string, string>> {
  if (actor === "nobody" || actor === "closed" || !headers.cookie) return headers;
  const other = await signInElsewhere(world.people[actor].browser, world.url);
  return { ...headers, cookie: other.cookie ?? "" };
}

it.each(["nobody", "closed"] as const)("somebody who is %s gets no socket, whatever they show", async (actor) => {
  for (const proof of proofs) {
    const headers = toHeaders(world, actor, proof) ?? {};
    for (const transport of transports)
      await expect(openSocket(world.url, headers, transport)).rejects.toThrow("UNAUTHENTICATED");
  }
});

it("no answer to anybody has a secret in it", async () => {
  const text = answers.join("\n");
  expect(answers.length).toBeGreaterThan(1_000);
  expect(text).toContain("den: keeper");
  const secrets = await readSecrets(world.server.node.app.db.pool);
  expect(secrets.length).toBeGreaterThan(20);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).not.toMatch(/scrypt\$|@users\.invalid|"(?:password|hash|email|ipAddress|ip_address|settings_)"/u);
});
