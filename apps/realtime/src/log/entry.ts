import type { Envelope, Topic } from "@hiroba/protocol";

/**
 * An event of the log as a node holds it: `json` is its envelope as text, encoded once when it was appended or read and
 * sent as it is on every transport (rule L11). Flat, since tens of thousands of them are kept.
 */
export type LogEntry = { seq: number; topic: Topic; json: string };

/** An event on its way through this node, which reads it: `envelope` is what `json` says. */
export type OpenEntry = LogEntry & { envelope: Envelope };

/** Puts the text of an entry together around an event that is encoded already. */
export function toEntry({ seq, topic, at, actorId }: Omit<Envelope, "event">, body: string): LogEntry {
  const actor = actorId === null ? "null" : `"${actorId}"`;
  // Joined, not added up: a sum of strings is kept as all its parts until somebody reads it.
  const json = [`{"seq":${seq},"topic":"${topic}","at":"${at}","actorId":${actor},"event":`, body, "}"].join("");
  return { seq, topic, json };
}

/** Reads what an entry says. */
export function toEnvelope({ json }: LogEntry): Envelope {
  return JSON.parse(json);
}
