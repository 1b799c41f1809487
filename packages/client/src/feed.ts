import { type Hello, readCursor, type Snapshot, seqOf } from "@hiroba/protocol";
import type { LineEvents } from "./connection/line.ts";
import type { Part } from "./device.ts";
import type { Person } from "./person.ts";
import type { Outcome, Replica } from "./replica/replica.ts";
import { createResync } from "./replica/resync.ts";
import type { Windows } from "./replica/windows.ts";
import type { Signals } from "./signals.ts";
import type { Http } from "./transports/http.ts";

export type FeedOptions = {
  http: Http;
  replica: Replica;
  person: Person;
  signals: Signals;
  windows: Windows;
  part(): Part;
  handleChange(): void;
};

/** What comes from the server, on its way into what the device holds: pages as they come, snapshots when one is needed. */
export type Feed = {
  events: LineEvents;
  /** Snapshots taken because the log could not be followed. */
  resyncs(): number;
  stop(): void;
};

/** Feeds a replica from whatever line the device's part has. */
export function createFeed({ http, replica, person, signals, windows, part, handleChange }: FeedOptions): Feed {
  let resyncs = 0;

  const resync = createResync({
    fetch: (signal) => http.snapshot(windows.rooms(), signal),
    adopt: (snapshot) => adopt(snapshot),
  });

  const adopt = (snapshot: Snapshot) => {
    // The session has become another person's meanwhile; the next hello says whose.
    if (snapshot.state.userId !== person.id()) return part().line.reopen();
    if (isOfAnotherLog(snapshot.cursor)) part().outbox.forget();
    follow(replica.adopt(snapshot));
    windows.refresh();
  };

  const isOfAnotherLog = (cursor: string) => {
    const held = replica.held();
    return held !== null && readCursor(held.cursor)?.epoch !== readCursor(cursor)?.epoch;
  };

  /** What there is to do after a page or a snapshot. */
  const follow = (outcome: Outcome) => {
    if (outcome === "reset") resyncs += 1;
    if (outcome === "gap") part().line.reopen();
    if (!replica.isWaiting()) part().outbox.see(seqOf(replica.held()?.cursor));
    else if (person.isConfirmed()) resync.start();
  };

  const welcome = async ({ userId, presence, cursor }: Hello) => {
    signals.setPresence(presence);
    const outcome = await person.confirm(userId);
    if (!person.isConfirmed()) return;
    if (replica.isWaiting()) resync.startNow();
    follow(outcome);
    // Before anything goes out: what was typed since would overtake what is to be said again.
    if (isOfAnotherLog(cursor)) part().outbox.forget();
    part().outbox.resume();
    windows.refresh();
    handleChange();
  };

  return {
    events: {
      handleHello: (hello) => void welcome(hello),
      handlePage: (page, from) => {
        const outcome = replica.receive(page, from);
        if (outcome === "applied") {
          signals.noteEvents(page.events);
          // Whoever was put out of a room that is open, and let in again, holds nothing of it.
          if (page.events.some(({ event }) => event.type === "room.joined")) windows.refresh();
          windows.trim();
        }
        follow(outcome);
      },
      handleSignal: signals.receive,
      handleView: handleChange,
    },
    resyncs: () => resyncs,
    stop: resync.stop,
  };
}
