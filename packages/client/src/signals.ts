import { type Envelope, type Id, limits, type Presence, type Signal } from "@hiroba/protocol";
import type { ClientView } from "./view.ts";

/** Who is there and who is typing, as far as this device has heard lately (rule L12). */
export type Signals = {
  presence(): ClientView["presence"];
  typing(): ClientView["typing"];
  /** Puts everybody's presence in the place of what was known. */
  setPresence(people: Record<Id, Presence>): void;
  receive(signal: Signal): void;
  /** Whoever has just sent a message is no longer typing it. */
  noteEvents(envelopes: readonly Envelope[]): void;
  clear(): void;
};

/** Starts knowing nobody. `ownId` is left out of those typing. */
export function createSignals(ownId: () => Id | null, handleChange: () => void): Signals {
  let presence: Record<Id, Presence> = {};
  let typing: Record<Id, Record<Id, number>> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setTyping = (roomId: Id, userId: Id, until: number | null) => {
    const { [userId]: before, ...others } = typing[roomId] ?? {};
    if (before === undefined && until === null) return;
    const typists = until === null ? others : { ...others, [userId]: until };
    const { [roomId]: _, ...rooms } = typing;
    typing = Object.keys(typists).length > 0 ? { ...rooms, [roomId]: typists } : rooms;
    planExpiry();
    handleChange();
  };

  const planExpiry = () => {
    clearTimeout(timer);
    const soonest = Math.min(...Object.values(typing).flatMap((typists) => Object.values(typists)));
    if (Number.isFinite(soonest)) timer = setTimeout(expire, Math.max(0, soonest - Date.now()));
  };

  const expire = () => {
    for (const [roomId, typists] of Object.entries(typing)) {
      for (const [userId, until] of Object.entries(typists)) if (until <= Date.now()) setTyping(roomId, userId, null);
    }
    planExpiry();
  };

  const setPresence = (people: Record<Id, Presence>) => {
    presence = Object.fromEntries(Object.entries(people).filter(([, one]) => one !== "offline"));
    handleChange();
  };

  return {
    presence: () => presence,
    typing: () => typing,
    setPresence,
    receive: (signal) => {
      // A newer server may send signals that this program does not know.
      if (signal.type === "presence") return setPresence({ ...presence, ...signal.people });
      if (signal.type !== "typing" || signal.userId === ownId()) return;
      setTyping(signal.roomId, signal.userId, signal.typing ? Date.now() + limits.typingSeconds * 1_000 : null);
    },
    noteEvents: (envelopes) => {
      for (const { event } of envelopes) {
        if (event.type === "message.created") setTyping(event.message.roomId, event.message.authorId, null);
      }
    },
    clear: () => {
      clearTimeout(timer);
      presence = {};
      typing = {};
      handleChange();
    },
  };
}
