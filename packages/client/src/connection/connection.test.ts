import type { EventPage, Failure } from "@hiroba/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFakeTransports, helloOf } from "../testing/fake-transports.ts";
import { sentAt } from "../testing/story.ts";
import type { TransportChoice, TransportName } from "../view.ts";
import { createConnection } from "./connection.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Setting = { choice?: TransportChoice; remembered?: TransportName | null; since?: string | null };

function createStage({ choice = "auto", remembered = null, since = "a-10" }: Setting = {}) {
  const pages: [EventPage, string][] = [];
  const proven: TransportName[] = [];
  const net = createFakeTransports(() => "a-10");
  const stage = { pages, proven, isReachable: true };
  const line = createConnection(
    {
      transports: net.transports,
      choice,
      since: () => since,
      callDirectly: async () => ({ ok: true, data: "direct" }),
      isReachable: async () => stage.isReachable,
      traffic: () => ({ bytesIn: 0, bytesOut: 0, requests: 0 }),
      handleProven: (name) => proven.push(name),
    },
    {
      handleHello: () => {},
      handlePage: (page, from) => pages.push([page, from]),
      handleSignal: () => {},
      handleView: () => {},
    },
  );
  line.start(remembered);
  return Object.assign(stage, { net, line, run: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds) });
}

const failure = (code: Failure["code"], details: Failure["details"] = {}): Failure => ({
  code,
  message: "",
  details,
  requestId: "r",
});

test("it takes the best transport, and remembers that it works here", async () => {
  const stage = createStage();
  expect(stage.line.view()).toMatchObject({ status: "connecting", transport: null });
  await stage.run(20);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best", reconnects: 0 });
  expect(stage.proven).toEqual(["websocket"]);
});

test("it falls past what is blocked, and says why", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, { websocket: "blocked", polling: "blocked" });
  await stage.run(2.5 * SECOND);
  expect(stage.net.opened()).toEqual(["websocket", "polling", "sse"]);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "sse", reason: "failed", reconnects: 0 });
});

test("while the best never answers, short polling stands in; then the next best that carries takes over", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, { websocket: "silent", polling: "blocked" });
  await stage.run(2.5 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "poll", reason: "timedOut", reconnects: 0 });
  expect(stage.net.openLinks().map(({ name }) => name)).toEqual(["websocket", "poll"]);
  await stage.run(4 * SECOND);
  expect(stage.net.opened()).toEqual(["websocket", "poll", "polling", "sse"]);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "sse", reason: "timedOut", reconnects: 1 });
  expect(stage.net.openLinks().map(({ name }) => name)).toEqual(["sse"]);
});

const allButPoll = { websocket: "silent", polling: "silent", sse: "silent", "long-poll": "silent" } as const;

test("where all but short polling is swallowed, a first visit is live within three seconds, and stays so", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, allButPoll);
  await stage.run(3 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "poll", reason: "timedOut" });
  expect(stage.proven).toEqual(["poll"]);
  await stage.run(12 * SECOND);
  expect(stage.net.opened()).toEqual(["websocket", "poll", "polling", "sse", "long-poll"]);
  expect(stage.net.openLinks().map(({ name }) => name)).toEqual(["poll"]);
  stage.net.behaviour.websocket = "works";
  await stage.run(MINUTE);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best", reconnects: 1 });
});

test("where what has always worked is swallowed from now on, it is live within four seconds of finding that out", async () => {
  const stage = createStage({ remembered: "sse" });
  await stage.run(MINUTE);
  expect(stage.line.view()).toMatchObject({ transport: "websocket", reconnects: 1 });
  Object.assign(stage.net.behaviour, { websocket: "silent", polling: "silent" });
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "stalled", failure: null });
  await stage.run(4 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "poll", reason: "timedOut" });
  await stage.run(10 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "sse", reason: "timedOut" });
});

test("on a slow line what was overtaken goes on, and takes over as soon as it is level", async () => {
  const stage = createStage();
  stage.net.behaviour.websocket = "silent";
  await stage.run(5 * SECOND);
  const [websocket, poll] = stage.net.openLinks();
  expect([websocket?.name, poll?.name]).toEqual(["websocket", "poll"]);
  websocket?.events.handlePage({ events: [], cursor: "a-10", more: false });
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best", reconnects: 1 });
  await stage.run(MINUTE);
  expect(stage.net.opened()).toEqual(["websocket", "poll"]);
  expect(stage.net.openLinks()).toEqual([websocket]);
});

test("what opens first stays, though it has much to catch up with", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, { websocket: "silent", poll: "silent" });
  await stage.run(3 * SECOND);
  const [websocket, poll] = stage.net.links;
  websocket?.events.handlePage({ events: [], cursor: "a-11", more: true });
  expect(poll?.isClosed).toBe(true);
  expect(stage.line.view()).toMatchObject({ status: "catchingUp", transport: "websocket" });
  await stage.run(MINUTE);
  expect(stage.net.opened()).toEqual(["websocket", "poll"]);
});

test("what was overtaken before anything was held begins anew where short polling stands, and leaves no hole", async () => {
  const stage = createStage({ since: null });
  stage.net.behaviour.websocket = "silent";
  await stage.run(2.5 * SECOND);
  expect(stage.net.links.map(({ name, since, isClosed }) => [name, since, isClosed])).toEqual([
    ["websocket", null, true],
    ["poll", null, false],
    ["websocket", "a-10", false],
  ]);
});

test.each([
  { setting: { choice: "websocket" as const }, transport: "websocket" as const },
  { setting: { remembered: "poll" as const }, transport: "poll" as const },
])(
  "an attempt over $transport that was swallowed is made once more, over nothing else",
  async ({ setting, transport }) => {
    const stage = createStage(setting);
    stage.net.behaviour[transport] = "silent";
    await stage.run(1.5 * SECOND);
    stage.net.behaviour[transport] = "works";
    await stage.run(1 * SECOND);
    expect(stage.line.view()).toMatchObject({ status: "live", transport, reconnects: 0 });
    expect(stage.net.opened()).toEqual([transport, transport]);
    expect(stage.net.openLinks()).toHaveLength(1);
  },
);

test("a forced transport that never answers is tried alone, no more than twice at a time", async () => {
  const stage = createStage({ choice: "websocket" });
  stage.net.behaviour.websocket = "silent";
  for (let second = 0; second < 60; second++) {
    await stage.run(SECOND);
    expect(stage.net.openLinks().length).toBeLessThanOrEqual(2);
  }
  expect(new Set(stage.net.opened())).toEqual(new Set(["websocket"]));
});

test("what the server refuses beside a transport that never answers is refused", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, { websocket: "silent", poll: failure("UNAUTHENTICATED") });
  await stage.run(3 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "signedOut", lastError: "UNAUTHENTICATED", retryAt: null });
  expect(stage.net.openLinks()).toEqual([]);
});

test("it starts with what worked last time, and climbs while that one carries on", async () => {
  const stage = createStage({ remembered: "long-poll" });
  await stage.run(1.1 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "long-poll", reason: "remembered" });
  await stage.run(13 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best", reconnects: 1 });
  expect(stage.net.opened()).toEqual(["long-poll", "websocket"]);
  expect(stage.net.openLinks()).toHaveLength(1);
});

test("a better transport takes over only once it is level, and both deliver meanwhile", async () => {
  const stage = createStage({ remembered: "poll" });
  await stage.run(20);
  stage.net.behaviour.websocket = "silent";
  await stage.run(13 * SECOND);
  const [poll, websocket] = stage.net.openLinks();
  expect([poll?.name, websocket?.name]).toEqual(["poll", "websocket"]);
  poll?.events.handlePage({ events: [sentAt(11)], cursor: "a-11", more: false });
  websocket?.events.handlePage({ events: [], cursor: "a-11", more: true });
  expect(stage.line.view().transport).toBe("poll");
  websocket?.events.handlePage({ events: [sentAt(12)], cursor: "a-12", more: false });
  expect(stage.line.view().transport).toBe("websocket");
  expect(poll?.isClosed).toBe(true);
  expect(stage.pages.slice(-3).map(([page, from]) => [from, page.cursor])).toEqual([
    ["a-10", "a-11"],
    ["a-10", "a-11"],
    ["a-11", "a-12"],
  ]);
});

test("where several better transports are swallowed, the one that works carries within ten seconds", async () => {
  const stage = createStage({ remembered: "poll" });
  await stage.run(20);
  Object.assign(stage.net.behaviour, { websocket: "silent", polling: "silent", sse: "silent" });
  stage.line.wake();
  await stage.run(10 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "long-poll", reconnects: 1 });
  expect(stage.net.opened()).toEqual(["poll", "websocket", "polling", "sse", "long-poll"]);
  expect(stage.net.openLinks()).toHaveLength(1);
});

test("waking up begins anew what is being tried: it may have been swallowed before the network changed", async () => {
  const stage = createStage();
  Object.assign(stage.net.behaviour, allButPoll);
  await stage.run(5 * SECOND);
  expect(stage.net.openLinks().map(({ name }) => name)).toEqual(["websocket", "poll"]);
  stage.net.behaviour.websocket = "works";
  stage.line.wake();
  await stage.run(0.5 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best" });
});

test("a lesser transport that is level waits for a better one that is still on its way, and for none that ended", async () => {
  const stage = createStage({ remembered: "long-poll" });
  await stage.run(1.1 * SECOND);
  stage.net.behaviour.websocket = "silent";
  stage.line.wake();
  await stage.run(3 * SECOND);
  expect(stage.net.opened()).toEqual(["long-poll", "websocket", "polling"]);
  expect(stage.line.view().transport).toBe("long-poll");
  const [, websocket] = stage.net.links;
  websocket?.events.handlePage({ events: [], cursor: "a-10", more: false });
  expect(stage.line.view().transport).toBe("websocket");
  expect(stage.net.openLinks().map(({ name }) => name)).toEqual(["websocket"]);
});

test("it tries better transports ever more rarely while they stay blocked", async () => {
  const stage = createStage({ remembered: "polling" });
  stage.net.behaviour.websocket = "blocked";
  await stage.run(60 * MINUTE);
  const tries = stage.net.opened().filter((name) => name === "websocket").length;
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(20);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "polling", reconnects: 0 });
});

test("an outage of the server is not blamed on the transport", async () => {
  const stage = createStage();
  await stage.run(40 * SECOND);
  stage.isReachable = false;
  stage.net.behaviour.websocket = "blocked";
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "dropped", failure: null });
  await stage.run(5 * MINUTE);
  expect(new Set(stage.net.opened())).toEqual(new Set(["websocket"]));
  expect(stage.line.view().status).toMatch(/offline|connecting/);
  stage.net.behaviour.websocket = "works";
  await stage.run(16 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best" });
});

test("an outage that swallows everything is not blamed on the transport either, and makes no more than two attempts at a time", async () => {
  const stage = createStage();
  await stage.run(40 * SECOND);
  stage.isReachable = false;
  Object.assign(stage.net.behaviour, { ...allButPoll, poll: "silent" });
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "stalled", failure: null });
  const before = stage.net.links.length;
  for (let second = 0; second < 60; second++) {
    await stage.run(SECOND);
    expect(stage.net.openLinks().length).toBeLessThanOrEqual(2);
  }
  expect(stage.net.links.length - before).toBeLessThanOrEqual(20);
  expect(new Set(stage.net.opened())).toEqual(new Set(["websocket", "poll"]));
  stage.net.behaviour.websocket = "works";
  await stage.run(8 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best" });
});

test("attempts during an outage come once a second at first, later at most every 15 seconds", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  const stage = createStage();
  stage.isReachable = false;
  stage.net.behaviour.websocket = "blocked";
  const count = async (milliseconds: number) => {
    const before = stage.net.links.length;
    await stage.run(milliseconds);
    return stage.net.links.length - before;
  };
  // A node that restarts is back within these.
  expect(await count(10_000)).toBeGreaterThanOrEqual(9);
  expect(await count(MINUTE)).toBeLessThan(15);
  const later = await count(5 * MINUTE);
  expect(later).toBeGreaterThanOrEqual(19);
  expect(later).toBeLessThanOrEqual(21);
  vi.restoreAllMocks();
});

test("waking up tries at once instead of at the planned time", async () => {
  const stage = createStage();
  stage.isReachable = false;
  stage.net.behaviour.websocket = "blocked";
  await stage.run(2 * MINUTE);
  stage.net.behaviour.websocket = "works";
  stage.line.wake();
  await stage.run(20);
  expect(stage.line.view()).toMatchObject({ status: "live", retryAt: null });
});

test("a transport that keeps breaking soon after it opened is left for the next", async () => {
  const stage = createStage();
  await stage.run(20);
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "dropped", failure: null });
  await stage.run(2 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "polling", reason: "dropped", reconnects: 1 });
});

test("a connection whose commands are no longer answered is taken for dead", async () => {
  const stage = createStage();
  await stage.run(20);
  stage.net.answer.call = async () => ({ ok: false, error: failure("UNAVAILABLE", { reason: "timeout" }) });
  stage.line.wake();
  await stage.run(20);
  expect(stage.net.links[0]?.isClosed).toBe(true);
});

test("a slow line is not a dead one: while bytes come, it may take its time to open and to answer", async () => {
  const stage = createStage({ choice: "poll" });
  stage.net.behaviour.poll = "silent";
  const [link] = stage.net.links;
  const trickle = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      link?.events.handleBytes();
      await stage.run(SECOND);
    }
  };
  await trickle(60);
  expect(link?.isClosed).toBe(false);
  link?.events.handleHello(helloOf("a-10"));
  link?.events.handlePage({ events: [], cursor: "a-10", more: false });
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "poll" });

  stage.net.answer.call = () =>
    new Promise((resolve) => {
      setTimeout(() => resolve({ ok: false, error: failure("UNAVAILABLE", { reason: "timeout" }) }), 5 * SECOND);
    });
  stage.line.wake();
  await trickle(6);
  expect(link?.isClosed).toBe(false);
  stage.line.wake();
  await stage.run(6 * SECOND);
  expect(link?.isClosed).toBe(true);
});

test("over a line of long round trips a long poll has as much longer to show that it waits", async () => {
  const stage = createStage({ choice: "long-poll" });
  stage.net.behaviour["long-poll"] = "silent";
  const [link] = stage.net.links;
  const answer = () => link?.events.handlePage({ events: [], cursor: "a-10", more: false });
  await stage.run(1_900);
  link?.events.handleHello(helloOf("a-10"));
  answer();
  await stage.run(1_000 + 1_900 + 1_500);
  expect(link?.isClosed).toBe(false);
  answer();
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "long-poll" });
});

test("where a page is too much for a line, the next attempts ask for smaller ones, until one has caught up", async () => {
  const stage = createStage({ choice: "websocket" });
  stage.net.behaviour.websocket = "silent";
  const limits = () => stage.net.links.map(({ limit }) => limit);
  const starve = async () => {
    const link = stage.net.links.at(-1);
    link?.events.handleBytes();
    link?.events.handleHello(helloOf("a-20"));
    link?.events.handleEnd({ cause: "dropped", failure: null });
    await stage.run(16 * SECOND);
  };
  for (let times = 0; times < 4; times++) await starve();
  expect([...new Set(limits())]).toEqual([null, 32, 8, 2, 1]);
  const link = stage.net.links.at(-1);
  link?.events.handleHello(helloOf("a-10"));
  link?.events.handlePage({ events: [], cursor: "a-10", more: false });
  expect(stage.line.view()).toMatchObject({ status: "live" });
  link?.events.handleEnd({ cause: "dropped", failure: null });
  await stage.run(2 * SECOND);
  expect(limits().at(-1)).toBeNull();
});

test("a better transport that was climbed to and breaks is connected anew, like any other", async () => {
  const stage = createStage({ remembered: "sse" });
  await stage.run(20);
  stage.line.wake();
  await stage.run(20);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reconnects: 1 });
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "dropped", failure: null });
  expect(stage.line.view()).toMatchObject({ status: "offline", transport: null });
  await stage.run(2 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", reconnects: 2 });
  expect(stage.net.openLinks()).toHaveLength(1);
});

test("closing the old link after a climb is no sign against the new one", async () => {
  const stage = createStage({ remembered: "sse" });
  await stage.run(20);
  let reject = () => {};
  stage.net.answer.call = () =>
    new Promise((resolve) => {
      reject = () => resolve({ ok: false, error: failure("UNAVAILABLE", { reason: "closed" }) });
    });
  stage.line.setActive(true);
  const silence = reject;
  stage.net.answer.call = async () => ({ ok: true, data: {} });
  await stage.run(13 * SECOND);
  silence();
  await stage.run(1);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket" });
});

test.each([
  ["UNAUTHENTICATED", "signedOut"],
  ["PROTOCOL_OUTDATED", "outdated"],
] as const)("%s ends it as %s until somebody asks again", async (code, status) => {
  const stage = createStage();
  stage.net.behaviour.websocket = failure(code);
  await stage.run(10 * MINUTE);
  expect(stage.net.links).toHaveLength(1);
  expect(stage.line.view()).toMatchObject({ status, lastError: code, retryAt: null });
  stage.net.behaviour.websocket = "works";
  stage.line.wake();
  await stage.run(20);
  expect(stage.line.view()).toMatchObject({ status: "live", lastError: null });
});

test("who was signed in is asked for again before they are signed out: a new cookie may be on its way", async () => {
  const stage = createStage();
  await stage.run(20);
  stage.net.behaviour.websocket = failure("UNAUTHENTICATED");
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "dropped", failure: failure("UNAUTHENTICATED") });
  await stage.run(900);
  expect(stage.line.view()).toMatchObject({ status: "offline", lastError: "UNAUTHENTICATED" });
  stage.net.behaviour.websocket = "works";
  await stage.run(2 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", lastError: null });

  stage.net.behaviour.websocket = failure("UNAUTHENTICATED");
  stage.net.openLinks()[0]?.events.handleEnd({ cause: "dropped", failure: failure("UNAUTHENTICATED") });
  const { length } = stage.net.links;
  await stage.run(10 * MINUTE);
  expect(stage.net.links).toHaveLength(length + 1);
  expect(stage.line.view()).toMatchObject({ status: "signedOut", retryAt: null });
});

test("a refusal that names a time is obeyed, and says nothing against the transport", async () => {
  const stage = createStage();
  stage.net.behaviour.websocket = failure("RATE_LIMITED", { retryAfter: 30 });
  await stage.run(29 * SECOND);
  expect(stage.net.opened()).toEqual(["websocket"]);
  stage.net.behaviour.websocket = "works";
  await stage.run(3 * SECOND);
  expect(stage.net.opened()).toEqual(["websocket", "websocket"]);
  expect(stage.line.view().status).toBe("live");
});

test("a forced transport is used alone; back on auto the best is found again", async () => {
  const stage = createStage({ choice: "poll" });
  await stage.run(20 * MINUTE);
  expect(new Set(stage.net.opened())).toEqual(new Set(["poll"]));
  expect(stage.line.view()).toMatchObject({ transport: "poll", reason: "forced", choice: "poll" });
  stage.line.setChoice("auto");
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "poll", reason: "remembered" });
  await stage.run(13 * SECOND);
  expect(stage.line.view()).toMatchObject({ status: "live", transport: "websocket", reason: "best" });
});

test("connecting anew because of a hole happens at once, but not in a storm", async () => {
  const stage = createStage();
  await stage.run(20);
  for (let count = 0; count < 50; count++) {
    stage.line.reopen();
    await stage.run(20);
  }
  expect(stage.net.links.length).toBeLessThan(5);
  await stage.run(6 * SECOND);
  expect(stage.line.view().status).toBe("live");
});

test("once stopped it stays stopped", async () => {
  const stage = createStage({ remembered: "poll" });
  await stage.run(20);
  stage.line.stop();
  await stage.run(60 * MINUTE);
  expect(stage.net.links).toHaveLength(1);
  expect(stage.net.openLinks()).toHaveLength(0);
  expect(stage.line.view()).toMatchObject({ status: "offline", transport: null, retryAt: null });
  expect(await stage.line.call("presence.set", {}, 1)).toEqual({ ok: true, data: "direct" });
});
