import type { Envelope, Topic } from "@hiroba/protocol";

/**
 * An event of the log as a node holds it: `json` is its envelope as text, encoded once when it was appended or read and
 * sent as it is on every transport (rule L11); `envelope` is for the node's own reading.
 */
export type LogEntry = { seq: number; topic: Topic; json: string; envelope: Envelope };

/** Makes an entry of an event whose body is encoded already. */
export function toEntry(envelope: Envelope, body: string): LogEntry {
  const { seq, topic, at, actorId } = envelope;
  const actor = actorId === null ? "null" : `"${actorId}"`;
  const json = `{"seq":${seq},"topic":"${topic}","at":"${at}","actorId":${actor},"event":${body}}`;
  return { seq, topic, json, envelope };
}
