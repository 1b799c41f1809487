import { type CommandName, commands, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { watchStatements } from "../src/testing/watch-statements.ts";
import { type Actor, actors } from "./support/actors.ts";
import { type Answer, post, toHeaders } from "./support/doors.ts";
import { type RouteRule, routeRules } from "./support/route-rules.ts";
import { type Rule, rules, type Target, toAbsent, toTwin } from "./support/rules.ts";
import { createWorld, type World } from "./support/world.ts";

/*
 * What one may not know of is answered as soon as what never was: a query more would tell them apart. The questions are
 * those that the tables of rights answer by hiding something, asked by each of whom it is hidden from. Queries are counted
 * for all; time is measured for some, in turns, and judged by which of each pair was later, so that whatever else the
 * machine does weighs on both.
 */

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.server.close());

/** The people from whom a line of a table hides something. */
function hiddenFrom(rights: string): Actor[] {
  const columns = [...rights.replaceAll(" ", "")];
  return actors.filter((_, index) => index >= 2 && /[?o]/u.test(columns[index] ?? ""));
}

type Question = { name: CommandName; rule: Rule; actor: Actor };

const questions: Question[] = (Object.keys(commands) as CommandName[]).flatMap((name) =>
  (rules[name] as Rule[]).flatMap((rule) => hiddenFrom(rule.rights).map((actor) => ({ name, rule, actor }))),
);
const names = [...new Set(questions.map(({ name }) => name))];

it("the table hides something from somebody in most of what is asked about something", () => {
  expect(names.length).toBeGreaterThan(25);
  expect(questions.length).toBeGreaterThan(200);
});

it.each(names)("%s costs as many queries for a hidden thing as for none, and is answered the same", async (name) => {
  for (const question of questions.filter((one) => one.name === name)) {
    const hidden = await aim(question);
    await areAlike(`${question.rule.to}, ${question.actor}`, {
      hidden: () => ask(question, hidden),
      absent: () => ask(question, toTwin(hidden, question.rule.hidden)),
    });
  }
});

async function aim({ rule, actor }: Question): Promise<Target> {
  return { ...toAbsent(), ...(await rule.aim({ world, actor })) };
}

async function ask({ name, rule, actor }: Question, target: Target): Promise<Pick<Answer, "status" | "body">> {
  const headers = toHeaders(world, actor, "cookie") ?? {};
  const { status, body } = await post(world.url, name, { input: rule.input(target, { world, actor }), headers });
  return { status, body };
}

const aboutRooms = Object.entries(routeRules).flatMap(([route, lines]) =>
  lines
    .filter(({ path }) => path?.({ roomId: "ROOM", formToken: "" }).includes("ROOM"))
    .flatMap((rule) => hiddenFrom(rule.rights).map((actor) => ({ route, rule, actor }))),
);

it.each([...new Set(aboutRooms.map(({ route }) => route))])(
  "%s costs as many queries for a hidden room as for none",
  async (route) => {
    for (const { rule, actor } of aboutRooms.filter((one) => one.route === route)) {
      await areAlike(actor, {
        hidden: () => read(route, rule, { actor, roomId: world.rooms.den.roomId }),
        absent: () => read(route, rule, { actor, roomId: newId() }),
      });
    }
  },
);

/** With which status a route answers; what it says is compared in rights-of-routes.test.ts. */
async function read(route: string, rule: RouteRule, { actor, roomId }: { actor: Actor; roomId: string }) {
  const [method = "", url = ""] = route.split(" ");
  const asking = { roomId, formToken: "" };
  const body = rule.body?.(asking);
  const headers = { ...toHeaders(world, actor, "cookie"), ...rule.headers };
  const path = rule.path?.(asking) ?? url;
  const response = await fetch(world.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  await response.text();
  return { status: response.status };
}

const ROUNDS_OF_COUNTING = 8;

/** That both come to the same and cost as many queries: the fewest of some tries, as the server asks for itself as well. */
async function areAlike(of: string, asks: Record<"hidden" | "absent", () => Promise<object>>): Promise<void> {
  const answers = { hidden: await asks.hidden(), absent: await asks.absent() };
  expect(answers.hidden, of).toEqual(answers.absent);
  const costs = { hidden: Number.POSITIVE_INFINITY, absent: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS_OF_COUNTING && (round === 0 || costs.hidden !== costs.absent); round++)
    for (const which of ["hidden", "absent"] as const) costs[which] = Math.min(costs[which], await count(asks[which]));
  expect(costs.hidden, of).toBe(costs.absent);
}

async function count(act: () => Promise<unknown>): Promise<number> {
  return (await watchStatements(act)).length;
}

const PAIRS = 60;
/** Chance alone makes the same one later in so many of 60 pairs once in ten thousand times; what is real does it always. */
const LIMIT = 45;
const ROUNDS = 4;

const timed: CommandName[] = [
  "message.list",
  "message.get",
  "message.listEdits",
  "message.edit",
  "message.delete",
  "message.send",
  "reaction.add",
  "member.list",
  "room.join",
  "room.update",
  "read.mark",
  "typing.set",
];

it.each(timed)("%s takes as long for a hidden thing as for none", async (name) => {
  const question = questions.find((one) => one.name === name && one.actor === "outsider");
  if (!question) throw new Error(`${name} hides nothing from an outsider.`);
  const hidden = await aim(question);
  const later = [];
  for (let round = 0; round < ROUNDS && (round === 0 || isTelling(later.at(-1) ?? 0)); round++)
    later.push(await countLater(question, hidden));
  expect([later, isTelling(later.at(-1) ?? 0)]).toEqual([later, false]);
});

function isTelling(count: number): boolean {
  return Math.max(count, PAIRS - count) > LIMIT;
}

/** In how many pairs the hidden thing is answered later than the one that is not there. */
async function countLater(question: Question, hidden: Target): Promise<number> {
  const measure = async (target: Target) => {
    const started = performance.now();
    await ask(question, target);
    return performance.now() - started;
  };
  let count = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const absent = toTwin(hidden, question.rule.hidden);
    // Whoever comes second finds the caches warm.
    const order = pair % 2 ? [hidden, absent] : [absent, hidden];
    const times = new Map<Target, number>();
    for (const target of order) times.set(target, await measure(target));
    if ((times.get(hidden) ?? 0) > (times.get(absent) ?? 0)) count += 1;
  }
  return count;
}
