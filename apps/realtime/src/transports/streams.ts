import type { Writable } from "node:stream";
import type { Id, Signal, Topic } from "@hiroba/protocol";
import type { Connection, Outlet } from "../hub.ts";
import type { RawPage } from "../log/page.ts";
import type { SignalOutlet } from "../signals/signals.ts";

/** An open HTTP answer that hears the log: an event stream, a waiting long poll, a page that never ends. */
export type Stream = Connection & {
  /** What it understands of pages and signals: all streams of a kind are sent the same bytes, encoded once (L11). */
  encoder: StreamEncoder;
  write(bytes: Buffer): void;
};

export type StreamEncoder = { page(page: RawPage): Buffer; signal(signal: Signal): Buffer | null };

/** The HTTP streams of a node, by topic. */
export type Streams = Outlet &
  SignalOutlet & {
    /** Makes an open answer a connection, which hears the topics that it joins until it is forgotten. */
    toConnection(stream: Omit<Stream, "join" | "leave">): Stream;
    forget(stream: Stream): void;
  };

/** Starts without streams. */
export function createStreams(): Streams {
  const byTopic = new Map<Topic, Set<Stream>>();
  const topicsOf = new Map<Id, Set<Topic>>();

  const leave = (stream: Stream, topic: Topic) => {
    const streams = byTopic.get(topic);
    streams?.delete(stream);
    if (streams?.size === 0) byTopic.delete(topic);
    topicsOf.get(stream.id)?.delete(topic);
  };

  const send = (topic: Topic, encode: (encoder: StreamEncoder) => Buffer | null) => {
    const encoded = new Map<StreamEncoder, Buffer | null>();
    for (const stream of [...(byTopic.get(topic) ?? [])]) {
      let bytes = encoded.get(stream.encoder);
      if (bytes === undefined) {
        bytes = encode(stream.encoder);
        encoded.set(stream.encoder, bytes);
      }
      if (bytes) stream.write(bytes);
    }
  };

  return {
    emit: (topic, page) => send(topic, (encoder) => encoder.page(page)),
    emitSignal: (topic, signal) => send(topic, (encoder) => encoder.signal(signal)),
    toConnection: (open) => {
      const stream: Stream = {
        ...open,
        join: (topic) => {
          byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(stream));
          topicsOf.set(stream.id, (topicsOf.get(stream.id) ?? new Set()).add(topic));
        },
        leave: (topic) => leave(stream, topic),
      };
      return stream;
    },
    forget: (stream) => {
      for (const topic of [...(topicsOf.get(stream.id) ?? [])]) leave(stream, topic);
      topicsOf.delete(stream.id);
    },
  };
}

/** Resolves when what was written to an answer has been taken, or never will be. */
export function drained(answer: Writable): Promise<void> {
  if (!answer.writableNeedDrain || answer.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      answer.off("drain", done).off("close", done);
      resolve();
    };
    answer.on("drain", done).on("close", done);
  });
}
