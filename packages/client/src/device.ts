import {
  type CommandName,
  type CommandOutput,
  commands,
  type Envelope,
  type Id,
  newId,
  type Result,
  seqOf,
} from "@hiroba/protocol";
import { createEcho } from "./connection/echo.ts";
import type { Line, LineEvents } from "./connection/line.ts";
import { refuseTooLarge } from "./failures.ts";
import { createFeed } from "./feed.ts";
import { followLifecycle } from "./lifecycle.ts";
import { targetOf } from "./outbox/entry.ts";
import type { Outbox, OutboxOptions } from "./outbox/outbox.ts";
import { namedCommands, type OutboxCommand, type OutboxItem } from "./outbox/outbox-item.ts";
import { toUndo } from "./outbox/undo.ts";
import { createPerson } from "./person.ts";
import { createKeeper } from "./replica/keeper.ts";
import { createQuotes } from "./replica/quotes.ts";
import { createReplica, type Replica } from "./replica/replica.ts";
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
export type PartContext = { events: LineEvents; outbox: OutboxOptions; since(): string | null; userId(): Id | null };

export type DeviceOptions = { http: Http; store: DeviceStore; createPart(context: PartContext): Part };

/** A sync client whose part can be exchanged while it runs. */
export type Device = SyncClient & { context: PartContext; replica: Replica; setPart(part: Part): void };

const ANSWER_MS = 10_000;

/**
 * One device: the replica of the log, its windows, its outbox and its signals, fed by a line. Promises: whatever the
 * line does, what is held and the cursor stay one consistent pair, in memory and in the store (rules L7, L10).
 */
export function createDevice({ http, store, createPart }: DeviceOptions): Device {
  let isStarted = false;
  let isActive = false;
  let remembered: TransportName | null = null;
  let stopLifecycle = () => {};

  const note = () => views.note();
  const call = async <Name extends CommandName>(name: Name, input: unknown, timeoutMs = ANSWER_MS) => {
    const error = refuseTooLarge(input);
    if (error) return { ok: false, error } satisfies Result<never>;
    // Cookies can only be set by an HTTP answer.
    const isDirect = commands[name].effect === "cookie";
    const answer = isDirect ? http.command(name, input, timeoutMs) : part.line.call(name, input, timeoutMs);
    return (await answer) as Result<CommandOutput<Name>>;
  };

  const listeners = new Set<(events: readonly Envelope[]) => void>();
  const replica = createReplica(
    () => {
      keeper.note();
      note();
      checkUntil();
    },
    (events) => {
      for (const listener of [...listeners]) listener(events);
    },
  );
  const { until, check: checkUntil } = createUntil(() => replica.held()?.state ?? null);
  const person = createPerson({ http, store, replica, outbox: () => part.outbox });
  const ownId = () => (part.isKeeping && person.isLoaded() ? person.id() : null);
  const keeper = createKeeper(replica.held, async (held) => {
    if (ownId() === held.state.userId) await store.writePerson(held.state.userId, { held });
  });
  const signals = createSignals(person.id, note);
  const windows = createWindows({ replica, call, until });
  const typist = createTypist((roomId, typing) => void call("typing.set", { roomId, typing }));
  const feed = createFeed({ http, replica, person, signals, windows, part: () => part, handleChange: note });

  const echo = createEcho({
    position: () => seqOf(context.since()),
    heard: () => replica.applied() + part.line.heard(),
    isLive: () => part.line.view().status === "live" && !replica.isWaiting(),
    handleDeaf: () => part.line.distrust(),
  });

  const remember = async (userId: string) => {
    await store.renew?.();
    await store.writeDevice({ userId });
  };

  const context: PartContext = {
    since: () => replica.held()?.cursor ?? null,
    userId: person.id,
    events: {
      ...feed.events,
      handleHello: (hello) => {
        feed.events.handleHello(hello);
        // Of what another tab tells nothing is certain: somebody may have signed out since.
        if (part.isKeeping) void remember(hello.userId).catch(() => undefined);
      },
    },
    outbox: {
      run: async ({ command, input }) => {
        const result = await call(command, input);
        // Of the others the seq may be the head of the log, if nothing had to change: somebody else's event, heard by others.
        if (result.ok && command.startsWith("message.")) echo.expect(result.data.seq);
        return result;
      },
      isOpen: () => person.isConfirmed() && part.line.isOpen(),
      save: async (items) => {
        const userId = ownId();
        if (userId) await store.writePerson(userId, { outbox: [...items] });
      },
      handleChange: note,
    },
  };

  let part = createPart(context);
  const views = createViews((): ClientView => {
    const line = part.line.view();
    const isBehind = line.status === "live" && (replica.isWaiting() || !person.isConfirmed());
    const status = isBehind ? "catchingUp" : line.status;
    return {
      state: replica.held()?.state ?? null,
      outbox: part.outbox.items(),
      connection: { ...line, status, events: replica.applied(), cursor: context.since(), resyncs: feed.resyncs() },
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
    part.outbox.add({ ...fields, command, input: namedCommands.has(command) ? { ...input, id } : input } as OutboxItem);
  };

  /** What is being written to the store may not get there: it is left for the next page, or for this one. */
  const leave = () => {
    const [userId, items] = [person.id(), part.outbox.unstored()];
    if (userId && items.length > 0) store.leave?.(userId, items);
  };

  const start = async () => {
    if (isStarted) return;
    isStarted = true;
    stopLifecycle = followLifecycle({
      handleWake: () => {
        person.reclaim();
        part.line.wake();
      },
      // To ask first whether it is alive would cost whoever types the seconds until nobody has answered.
      handleLongSleep: () => part.line.reopen(),
      handleHide: () => void keeper.flush(),
      handleLeave: leave,
    });
    const device = await store.readDevice().catch(() => ({ userId: person.id(), transport: null }));
    if (device.userId !== person.id()) await person.recall(device.userId);
    remembered = device.transport;
    views.flush();
    if (isStarted) part.line.start(remembered);
  };

  const stop = async () => {
    isStarted = false;
    stopLifecycle();
    feed.stop();
    echo.stop();
    part.line.stop();
    person.leave();
    signals.clear();
    await Promise.all([part.outbox.pause(), keeper.flush()]);
  };

  const setPart = (next: Part) => {
    const former = part;
    const { choice } = former.line.view();
    const unstored = former.outbox.unstored();
    part = next;
    former.line.stop();
    void former.outbox.pause();
    person.leave();
    part.outbox.load(former.outbox.items());
    // A tab that leads no more writes nothing: these are for the next one to have.
    for (const item of unstored) part.outbox.add(item);
    for (const id of former.outbox.givenUp()) part.outbox.discard(id);
    part.line.setActive(isActive);
    if (choice !== part.line.view().choice) part.line.setChoice(choice);
    if (isStarted) part.line.start(remembered);
    note();
  };

  return {
    context,
    replica,
    setPart,
    start,
    stop,
    getView: views.get,
    subscribe: views.subscribe,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call: (name, input, { timeoutMs } = {}) => call(name, input, timeoutMs),
    send: ({ roomId, body, replyToId = null }) => {
      const id = newId();
      add(id, "message.send", { id, roomId, body, replyToId });
      return id;
    },
    enqueue: (command, input) => add(newId(), command, input),
    retry: (id) => part.outbox.retry(id),
    discard: (id) => {
      const giver = person.id();
      const given = part.outbox.items().filter((item) => item.id === id || targetOf(item) === id);
      part.outbox.discard(id);
      return () => {
        // Whoever is here by now did not give it up.
        if (person.id() !== giver) return;
        for (const item of toUndo(given, part.outbox.items())) part.outbox.add(item);
      };
    },
    openRoom: windows.openRoom,
    loadOlder: windows.loadOlder,
    loadNewer: windows.loadNewer,
    jumpTo: windows.jumpTo,
    jumpToLatest: windows.jumpToLatest,
    loadQuoted: createQuotes({ replica, call }),
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
