import {
  type CommandName,
  type CommandOutput,
  commands,
  type EventPage,
  type Hello,
  newId,
  type Result,
  readCursor,
  type Snapshot,
} from "@hiroba/protocol";
import type { Line, LineEvents } from "./connection/line.ts";
import { followLifecycle } from "./lifecycle.ts";
import type { Outbox, OutboxOptions } from "./outbox/outbox.ts";
import type { OutboxCommand, OutboxItem } from "./outbox/outbox-item.ts";
import { createPerson } from "./person.ts";
import { createKeeper } from "./replica/keeper.ts";
import { createReplica, type Outcome } from "./replica/replica.ts";
import { createResync } from "./replica/resync.ts";
import { createUntil } from "./replica/until.ts";
import { createWindows } from "./replica/windows.ts";
import { createSignals } from "./signals.ts";
import type { DeviceStore } from "./stores/device-store.ts";
import type { SyncClient } from "./sync-client.ts";
import type { Http } from "./transports/http.ts";
import { createTypist } from "./typing.ts";
import type { ClientView, TransportName } from "./view.ts";
import { createViews } from "./views.ts";

/** How a device takes part: with a connection and an outbox of its own, or through another tab's. */
export type Part = {
  line: Line;
  outbox: Outbox;
  /** Whether this device writes the store; of several tabs only one does. */
  isKeeping: boolean;
};

/** What a device offers to its part. */
export type PartContext = { events: LineEvents; outbox: OutboxOptions; since(): string | null };

export type DeviceOptions = { http: Http; store: DeviceStore; createPart(context: PartContext): Part };

/** A sync client whose part can be exchanged while it runs. */
export type Device = SyncClient & {
  context: PartContext;
  setPart(part: Part): void;
  replica: ReturnType<typeof createReplica>;
};

/**
 * One device: the replica of the log, its windows, its outbox and its signals, fed by a line. Promises: whatever the
 * line does, what is held and the cursor stay one consistent pair, in memory and in the store (rules L7, L10).
 */
export function createDevice({ http, store, createPart }: DeviceOptions): Device {
  let resyncs = 0;
  let isStarted = false;
  let isActive = false;
  let remembered: TransportName | null = null;
  let stopLifecycle = () => {};

  const note = () => views.note();
  const seqOf = (cursor: string | undefined) => readCursor(cursor ?? "")?.seq ?? 0;
  const since = () => replica.held()?.cursor ?? null;

  const replica = createReplica(() => {
    keeper.note();
    note();
    checkUntil();
  });
  const { until, check: checkUntil } = createUntil(() => replica.held()?.state ?? null);
  const person = createPerson({ store, replica, outbox: () => part.outbox });
  const keeper = createKeeper(replica.held, async (held) => {
    const userId = person.id();
    if (part.isKeeping && person.isLoaded() && userId === held.state.userId) await store.writePerson(userId, { held });
  });
  const signals = createSignals(person.id, note);
  const resync = createResync({
    fetch: (signal) => http.snapshot(windows.rooms(), signal),
    adopt: (snapshot) => adopt(snapshot),
  });

  const call = <Name extends CommandName>(name: Name, input: unknown, timeoutMs = 10_000) => {
    // Cookies can only be set by an HTTP answer.
    const isDirect = commands[name].effect === "cookie";
    const answer = isDirect ? http.command(name, input, timeoutMs) : part.line.call(name, input, timeoutMs);
    return answer as Promise<Result<CommandOutput<Name>>>;
  };
  const windows = createWindows({ replica, call, until });
  const typist = createTypist((roomId, typing) => void call("typing.set", { roomId, typing }));

  /** What there is to do after a page or a snapshot. */
  const follow = (outcome: Outcome) => {
    if (outcome === "reset") resyncs += 1;
    if (replica.isWaiting() && person.isConfirmed()) resync.start();
    if (outcome === "gap") part.line.reopen();
    if (!replica.isWaiting()) part.outbox.see(seqOf(replica.held()?.cursor));
  };

  const adopt = (snapshot: Snapshot) => {
    // The session has become another person's meanwhile; the next hello says whose.
    if (snapshot.state.userId !== person.id()) return part.line.reopen();
    const epoch = readCursor(replica.held()?.cursor ?? snapshot.cursor)?.epoch;
    if (epoch !== readCursor(snapshot.cursor)?.epoch) part.outbox.forget();
    follow(replica.adopt(snapshot));
    windows.refresh();
  };

  const events: LineEvents = {
    handleHello: (hello: Hello) => {
      signals.setPresence(hello.presence);
      if (person.id() !== hello.userId && part.isKeeping) {
        void store.writeDevice({ userId: hello.userId }).catch(() => undefined);
      }
      void person.confirm(hello.userId).then((outcome) => {
        if (!person.isConfirmed()) return;
        if (replica.isWaiting()) resync.startNow();
        follow(outcome);
        part.outbox.resume();
        windows.refresh();
        note();
      });
    },
    handlePage: (page: EventPage, from: string) => {
      const outcome = replica.receive(page, from);
      if (outcome === "applied") signals.noteEvents(page.events);
      follow(outcome);
    },
    handleSignal: signals.receive,
    handleView: note,
  };

  const outboxOptions: OutboxOptions = {
    run: ({ command, input }) => call(command, input),
    isOpen: () => person.isConfirmed() && part.line.isOpen(),
    save: async (items) => {
      const userId = person.id();
      if (userId && part.isKeeping && person.isLoaded()) await store.writePerson(userId, { outbox: [...items] });
    },
    handleChange: note,
  };

  const context: PartContext = { events, outbox: outboxOptions, since };
  let part = createPart(context);
  const views = createViews((): ClientView => {
    const line = part.line.view();
    const isBehind = line.status === "live" && (replica.isWaiting() || !person.isConfirmed());
    return {
      state: replica.held()?.state ?? null,
      outbox: part.outbox.items(),
      connection: {
        ...line,
        status: isBehind ? "catchingUp" : line.status,
        events: replica.applied(),
        cursor: since(),
        resyncs,
      },
      presence: signals.presence(),
      typing: signals.typing(),
      userId: person.id(),
    };
  });

  const toRoomId = (input: OutboxItem["input"]): string => {
    if ("roomId" in input) return input.roomId;
    const queued = part.outbox.items().find(({ id }) => id === input.messageId);
    return replica.held()?.state.messages[input.messageId]?.roomId ?? queued?.roomId ?? "";
  };

  const add = (id: string, command: OutboxCommand, input: OutboxItem["input"]) => {
    const fields = { id, roomId: toRoomId(input), status: "queued", attempts: 0, queuedAt: Date.now(), error: null };
    // The signatures of `send` and `enqueue` pair each command with its own input.
    part.outbox.add({ ...fields, command, input } as OutboxItem);
  };

  return {
    context,
    replica,
    setPart: (next) => {
      const former = part;
      const { choice } = former.line.view();
      part = next;
      former.outbox.pause();
      former.line.stop();
      part.outbox.load(former.outbox.items());
      part.line.setActive(isActive);
      if (choice !== part.line.view().choice) part.line.setChoice(choice);
      person.leave();
      if (isStarted) part.line.start(remembered);
      note();
    },
    getView: views.get,
    subscribe: views.subscribe,
    start: async () => {
      if (isStarted) return;
      isStarted = true;
      stopLifecycle = followLifecycle({
        handleWake: () => part.line.wake(),
        handleHide: () => void keeper.flush(),
      });
      const device = await store.readDevice().catch(() => ({ userId: null, transport: null }));
      if (device.userId && person.id() === null) await person.recall(device.userId);
      remembered = device.transport;
      views.flush();
      if (isStarted) part.line.start(remembered);
    },
    stop: async () => {
      isStarted = false;
      stopLifecycle();
      part.line.stop();
      part.outbox.pause();
      resync.stop();
      signals.clear();
      person.leave();
      await keeper.flush();
    },
    call: (name, input, { timeoutMs } = {}) => call(name, input, timeoutMs),
    send: ({ roomId, body, replyToId = null }) => {
      const id = newId();
      add(id, "message.send", { id, roomId, body, replyToId });
      return id;
    },
    enqueue: (command, input) => add(newId(), command, input),
    retry: (id) => part.outbox.retry(id),
    discard: (id) => part.outbox.discard(id),
    openRoom: windows.openRoom,
    loadOlder: windows.loadOlder,
    loadNewer: windows.loadNewer,
    jumpTo: windows.jumpTo,
    jumpToLatest: windows.jumpToLatest,
    closeRoom: windows.closeRoom,
    setTransport: (choice) => part.line.setChoice(choice),
    setTyping: typist,
    setActive: (active) => {
      isActive = active;
      part.line.setActive(active);
    },
    reconnect: () => part.line.wake(),
  };
}
