import { setTimeout as pause } from "node:timers/promises";
import { type TransportChoice, transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { expect, it, onTestFinished } from "vitest";
import { type Cast, createCast, createPerson } from "../src/testing/cast.ts";
import { call, must } from "../src/testing/device.ts";
import { type Attempt, judge } from "../src/testing/judge.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { type SyncedDevice, startDevice } from "../src/testing/synced-device.ts";
import { startBalancer } from "./support/balancer.ts";
import { type LightReport, startLightDevices } from "./support/light-devices.ts";
import { scaled } from "./support/scale.ts";
import { findSaturation, toShare } from "./support/utilization.ts";

/** Whom the light devices belong to: a node holds so many connections of one person only. */
const PEOPLE = 40;
const lightCount = scaled({ selection: 60, whole: 1_000 });
/** How long the return of those of one node takes at least: of five hundred two seconds, of thirty a moment. */
const leastSpreadMs = scaled({ selection: 300, whole: 2_000 });

it("a restart of node after node loses nothing, and each device comes back once for each, not all at a time", async () => {
  // A node that is no part of the story: it sets the place up and reads what came of it.
  const server = await startTestServer();
  const cast = await createCast(server.node.app);
  const nodes = await Promise.all([createNodeProcess(server.databaseUrl), createNodeProcess(server.databaseUrl)]);
  await Promise.all(nodes.map((node) => node.start()));
  const urls = nodes.map(({ url }) => url);
  const balancer = await startBalancer(urls);
  // One session of Socket.IO polling is several requests, which belong to one node.
  const stickyBalancer = await startBalancer(urls, { isSticky: true });
  const people = [cast.aiko, cast.ben, cast.chika, cast.dee];
  const tokens = await letIn(cast, server);
  onTestFinished(async () => {
    await Promise.all([balancer.close(), stickyBalancer.close(), ...nodes.map((node) => node.kill())]);
    await server.close();
  });
  const lights = await startLightDevices({ url: balancer.url, tokens, count: lightCount });
  const devices = await Promise.all(
    ([...transportNames, "auto", "auto"] as const).map((transport, index) => {
      const person = people[index % 4] ?? cast.ben;
      const { url } = transport === "polling" ? stickyBalancer : balancer;
      return startDevice({ name: `${index}: ${transport}`, person, url, transport, rooms: [] });
    }),
  );
  onTestFinished(async () => {
    await Promise.all([...devices.map((device) => device.close()), lights.close()]);
  });
  const { seq: first } = await must(server.url, cast.aiko, "message.send", toMessage(cast, "the first"));
  const talk = startTalk(balancer.url, cast, devices);
  const open = devices.filter(({ client }) => isKeptOpen(client.getView().connection.choice));
  const countReconnects = () => open.map(({ client }) => client.getView().connection.reconnects);
  const marks = [Date.now()];
  const reconnects = [countReconnects()];
  for (const node of nodes) {
    await pause(500);
    await node.stop();
    await node.start();
    await lights.settle();
    await Promise.all(
      devices.map((device) => device.until(({ connection }) => connection.status === "live", "a line")),
    );
    marks.push(Date.now());
    reconnects.push(countReconnects());
  }
  const attempts = await talk.stop();
  const utilization = await lights.utilization();
  await Promise.all(devices.map((device) => device.until(({ outbox }) => outbox.length === 0, "an empty outbox")));
  const { seq: last } = await must(server.url, cast.aiko, "message.send", toMessage(cast, "the end"));
  await Promise.all(devices.map((device) => device.reaches(last)));
  await lights.settle();
  const reports = await readUpTo(last, lights.reports);

  process.stdout.write(`the light devices' process was busy for ${toShare(utilization)} of the time\n`);
  expect(findSaturation(utilization)).toEqual([]);
  const rows = await server.node.app.db.pool.query("SELECT seq FROM message WHERE seq >= $1 ORDER BY seq", [first]);
  const seqs = rows.rows.map(({ seq }) => Number(seq));
  expect(reports.filter((report) => report.seqs.filter((seq) => seq >= first).join() !== seqs.join())).toEqual([]);
  expect(reports.filter(({ repeats }) => repeats > 0)).toEqual([]);
  expect(await judge({ pool: server.node.app.db.pool, url: server.url, devices, attempts })).toEqual([]);
  expect(attempts.length).toBeGreaterThan(100);

  for (const [from, to] of [marks.slice(0, 2), marks.slice(1, 3)] as [number, number][]) {
    const returns = reports.map(({ openedAt }) => openedAt.filter((at) => from < at && at <= to));
    expect(returns.filter((times) => times.length > 1)).toEqual([]);
    const times = returns.flat().sort((left, right) => left - right);
    const spread = (times.at(-1) ?? 0) - (times[0] ?? 0);
    process.stdout.write(`${times.length} of ${lightCount} devices came back, each once, over ${spread} ms\n`);
    expect(spread).toBeGreaterThan(leastSpreadMs);
  }
  for (const [round, counts] of reconnects.slice(1).entries()) {
    const isOften = (_: SyncedDevice, at: number) => (counts[at] ?? 0) - (reconnects[round]?.[at] ?? 0) > 1;
    expect(open.filter(isOften).map(({ name }) => name)).toEqual([]);
  }
  // Nobody takes the server's parting for a fault of the transport.
  for (const { client } of devices.slice(transportNames.length)) {
    expect(client.getView().connection).toMatchObject({ transport: "websocket", reason: "best" });
  }
});

/** What asks again and again has no connection that would end with a node, and goes on at the next. */
function isKeptOpen(choice: TransportChoice): boolean {
  return choice !== "poll" && choice !== "long-poll";
}

/** Brings more people into #general; answers their tokens. */
async function letIn({ aiko, generalId: roomId }: Cast, { node, url }: TestServer): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < PEOPLE; index++) {
    const { id: userId, token } = await createPerson(node.app, `light${index}`);
    await must(url, aiko, "member.add", { roomId, userId });
    tokens.push(token);
  }
  return tokens;
}

function toMessage({ generalId }: Cast, text: string) {
  const id = newId();
  return { id, roomId: generalId, body: `${text} ${id}` };
}

/** Says something every tenth of a second through a script and through a device; the script asks again until it is told. */
function startTalk(url: string, cast: Cast, devices: readonly SyncedDevice[]) {
  const attempts: Attempt[] = [];
  let isOver = false;
  const script = async () => {
    while (!isOver) {
      const message = toMessage(cast, "scripted");
      const attempt: Attempt = { id: message.id, body: message.body, isAcknowledged: false };
      attempts.push(attempt);
      while (!attempt.isAcknowledged) {
        const result = await call(url, cast.aiko, "message.send", message).catch(() => null);
        attempt.isAcknowledged = result?.ok ?? false;
        await pause(20);
      }
    }
  };
  const chatter = async () => {
    for (let turn = 0; !isOver; turn++) {
      devices[turn % devices.length]?.send(cast.generalId, `said at turn ${turn} ${newId()}`);
      await pause(50);
    }
  };
  const talking = Promise.all([script(), script(), chatter()]);
  return {
    stop: async () => {
      isOver = true;
      await talking;
      return attempts;
    },
  };
}

/** Waits until every light device has what came last. */
async function readUpTo(seq: number, read: () => Promise<LightReport[]>): Promise<LightReport[]> {
  for (const startedAt = performance.now(); ; ) {
    const reports = await read();
    if (reports.every(({ seqs }) => seqs.at(-1) === seq) || performance.now() - startedAt > 10_000) return reports;
    await pause(100);
  }
}
