import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./randomness.ts";

/** What a line does to what passes; nothing of it by default. What it does to one connection, others do not wait for. */
export type Weather = {
  /** Pieces are no larger than this. */
  pieceBytes?: number;
  /** A connection carries no more than this. */
  bytesPerSecond?: number;
  /** What is not the same for each piece. */
  roughness?: Roughness;
};

/** What chance does to pieces. */
export type Roughness = {
  chance: Chance;
  /** Each piece comes up to so much later, in milliseconds, so that what goes over two connections changes places. */
  delayMs: number;
  /** The share of pieces that are lost: TCP brings them, and what comes after them, when its timer has run out. */
  loss: number;
};

/** One direction of one connection. */
export type Flow = {
  /** Nothing passes any more, not even the end; the sender goes on as if it did. */
  swallow(): void;
};

type FlowOptions = { from: Socket; to: Socket; weather(): Weather };

/** More than this waiting makes the sender wait too. */
const WAITING_BYTES = 65_536;
/** The first retransmission of TCP in Linux comes after at least this. */
const RETRANSMIT_MS = 200;

/** Lets bytes pass from one socket to another, and then the end, in whatever weather. */
export function createFlow({ from, to, weather }: FlowOptions): Flow {
  const pieces: Buffer[] = [];
  let waiting = 0;
  let isSwallowing = false;
  let isEnded = false;
  let isBusy = false;

  const end = () => {
    if (isSwallowing) return;
    if (from.readableEnded) to.end();
    else to.destroy();
  };

  const drain = async () => {
    isBusy = true;
    for (let piece = pieces.shift(); piece && !isSwallowing; piece = pieces.shift()) {
      const delayMs = toDelayMs(weather(), piece.length);
      if (delayMs > 0) await pause(delayMs);
      waiting -= piece.length;
      if (isSwallowing || to.destroyed) break;
      if (!to.write(piece)) await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
      if (waiting < WAITING_BYTES) from.resume();
    }
    isBusy = false;
    if (isSwallowing) from.resume();
    else if (isEnded) end();
  };

  const finish = () => {
    isEnded = true;
    if (!isBusy) end();
  };

  from.on("data", (bytes: Buffer) => {
    if (isSwallowing) return;
    pieces.push(...toPieces(bytes, weather()));
    waiting += bytes.length;
    if (waiting >= WAITING_BYTES) from.pause();
    if (!isBusy) void drain();
  });
  from.on("end", finish).on("close", finish);
  return {
    swallow: () => {
      isSwallowing = true;
      pieces.length = 0;
      from.resume();
    },
  };
}

function toPieces(bytes: Buffer, { pieceBytes = bytes.length, bytesPerSecond }: Weather): Buffer[] {
  const size = Math.max(1, Math.min(pieceBytes, bytesPerSecond ? bytesPerSecond / 4 : pieceBytes));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function toDelayMs({ bytesPerSecond, roughness }: Weather, bytes: number): number {
  const transferMs = bytesPerSecond ? (bytes / bytesPerSecond) * 1_000 : 0;
  return transferMs + (roughness ? toMishapMs(roughness) : 0);
}

function toMishapMs({ chance, delayMs, loss }: Roughness): number {
  // A retransmission may be lost as well, and its timer doubles.
  let stalled = 0;
  for (let timer = RETRANSMIT_MS; chance.share() < loss; timer *= 2) stalled += timer;
  return chance.share() * delayMs + stalled;
}
