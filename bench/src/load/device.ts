// What the devices of all peers have in common.

/** What a device heard: how many messages, and when the newest of them was sent. */
export type Handlers = { onReady(cursor: string): void; onHeard(count: number, sentAt: number): void };

export type Device = {
  /** Sends one message; resolves when it is acknowledged. */
  send(): Promise<void>;
  /** Cuts the line without saying goodbye. */
  cut(): void;
};

export type Place = { url: string; roomId: string; token: string; since?: string | undefined; from?: string };

/** Bytes that all devices have received. */
export const traffic = { bytes: 0 };

/** As long as people's messages are, with the moment in it. */
export function toText(): string {
  return `It is quiet on the square this morning, and at=${performance.now().toFixed(2)};`;
}

/** When the newest message of a packet was sent. */
export function readMoment(packet: string): number {
  return Number.parseFloat(packet.slice(packet.lastIndexOf("at=") + 3));
}

/** How often a mark is in a packet. */
export function countMarks(packet: string, mark: string): number {
  let count = 0;
  for (let at = packet.indexOf(mark); at >= 0; at = packet.indexOf(mark, at + mark.length)) count++;
  return count;
}
