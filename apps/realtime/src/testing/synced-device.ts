import {
  type ClientView,
  createMemoryStore,
  createSyncClient,
  type DeviceStore,
  type SyncClient,
  type TransportChoice,
} from "@hiroba/client";
import { type Id, readCursor, type State, seqOf } from "@hiroba/protocol";
import { type Cable, layCable } from "./cable.ts";
import type { Person } from "./cast.ts";
import type { Position } from "./judge.ts";
import type { ChangeAttempt } from "./judge-changes.ts";
import { rememberSaying } from "./said.ts";
import { toQuestion, watchOutbox } from "./watch-outbox.ts";

/** A state that a device held, with the position in the log it stood for and what was applied since the one before. */
export type Moment = Position & { epoch: string; state: State };

/** A real sync client on a cable of its own, which remembers every state it was in, for `judge` to look through. */
export type SyncedDevice = {
  name: string;
  person: Person;
  client: SyncClient;
  cable: Cable;
  store: DeviceStore;
  /** Each life is what one sync client held from its start to its stop. */
  lives: Moment[][];
  /** What was sent through the outbox: the text by its id. */
  sent: Map<Id, string>;
  /** What was asked for through the outbox beside messages, by its id. */
  changes: Map<Id, ChangeAttempt>;
  /** Waits until the view fits; gives up with what it is after a while. */
  until(fits: (view: ClientView) => boolean, what: string): Promise<void>;
  /** Waits until everything up to a seq is applied and the outbox is empty. */
  reaches(seq: number): Promise<void>;
  /** Switches to a transport and waits until it carries. */
  switchTo(transport: TransportChoice): Promise<void>;
  /** Breaks the line and waits until it carries again. */
  breakLine(): Promise<void>;
  /** Sends a message through the outbox. */
  send(roomId: Id, body: string): Id;
  /** Stops and starts again from the store, as a program that was closed. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type DeviceOptions = {
  name: string;
  person: Person;
  url: string;
  transport: TransportChoice;
  rooms: readonly Id[];
  /** What it kept from an earlier life; nothing if not given. */
  store?: DeviceStore;
};

const PATIENCE_MS = 20_000;

/** Starts a device and waits until it is live and holds the rooms given. */
export async function startDevice(options: DeviceOptions): Promise<SyncedDevice> {
  const { name, person, url, transport, rooms, store = createMemoryStore() } = options;
  const cable = await layCable(url);
  const lives: Moment[][] = [];
  const changes = new Map<Id, ChangeAttempt>();

  const live = async (choice: TransportChoice) => {
    const client = createSyncClient({ url: cable.url, token: person.token, store, transport: choice });
    const moments: Moment[] = [];
    lives.push(moments);
    remember(client, moments);
    rememberChanges(client, person, changes);
    await client.start();
    return client;
  };

  const device: SyncedDevice = {
    name,
    person,
    client: await live(transport),
    cable,
    store,
    lives,
    sent: new Map(),
    changes,
    until: (fits, what) => waitFor(device, fits, what),
    reaches: (seq) =>
      device.until(
        ({ connection, outbox }) => seqOf(connection.cursor) >= seq && outbox.length === 0,
        `everything up to ${seq} applied and an empty outbox`,
      ),
    switchTo: async (choice) => {
      device.client.setTransport(choice);
      await device.until(
        ({ connection }) => connection.status === "live" && (choice === "auto" || connection.transport === choice),
        `${choice} being live`,
      );
    },
    breakLine: async () => {
      const { requests } = device.client.getView().connection;
      cable.cut();
      // Between two polls there was nothing to break, and it goes on by new requests.
      await device.until(
        ({ connection }) => connection.status !== "live" || connection.requests > requests + 1,
        "noticing the cut",
      );
      device.client.reconnect();
      await device.until(({ connection }) => connection.status === "live", "being live again");
    },
    send: (roomId, body) => {
      const id = device.client.send({ roomId, body });
      device.sent.set(id, body);
      rememberSaying(id);
      return id;
    },
    restart: async () => {
      const { choice } = device.client.getView().connection;
      await device.client.stop();
      device.client = await live(choice);
    },
    close: async () => {
      await device.client.stop();
      await cable.close();
    },
  };
  await device.until(({ connection, state }) => connection.status === "live" && state !== null, "the first live view");
  for (const roomId of rooms) await device.client.openRoom(roomId);
  return device;
}

function remember(client: SyncClient, moments: Moment[]): void {
  let [seqs, resyncs]: [number[], number] = [[], 0];
  // Events are told before the view that has them.
  client.listen((events) => seqs.push(...events.map(({ seq }) => seq)));
  client.subscribe(() => {
    const { state, connection } = client.getView();
    const cursor = readCursor(connection.cursor);
    if (state === null || cursor === null || state === moments.at(-1)?.state) return;
    // Until the snapshot is there, what was held stays, and may change as windows are fetched.
    const isReset = connection.resyncs > resyncs && cursor.seq !== moments.at(-1)?.seq;
    moments.push({ ...cursor, seqs, isReset, state });
    seqs = [];
    if (isReset) resyncs = connection.resyncs;
  });
}

function rememberChanges(client: SyncClient, { id: userId }: Person, changes: Map<Id, ChangeAttempt>): void {
  watchOutbox(client, {
    handleItem: (item) => {
      const question = toQuestion(item);
      // The deletion of what was given up may have nothing to delete.
      if (question.command === "message.send" || item.mayBeNeedless) return;
      const after = seqOf(client.getView().connection.cursor);
      changes.set(item.id, { ...question, id: item.id, userId, after, isAcknowledged: false });
    },
    handleAnswer: ({ id }, failure) => {
      const attempt = changes.get(id);
      if (attempt && !failure) attempt.isAcknowledged = true;
    },
  });
}

function waitFor(device: SyncedDevice, fits: (view: ClientView) => boolean, what: string): Promise<void> {
  const { client, name } = device;
  return new Promise((resolve, reject) => {
    const stop = client.subscribe(() => check());
    const timer = setTimeout(() => {
      stop();
      const { connection, outbox } = client.getView();
      reject(
        new Error(
          `${name} waited in vain for ${what}: ${JSON.stringify({ connection, waiting: outbox.length, outbox: outbox.slice(0, 2) })}`,
        ),
      );
    }, PATIENCE_MS);
    const check = () => {
      if (!fits(client.getView())) return;
      stop();
      clearTimeout(timer);
      resolve();
    };
    check();
  });
}
