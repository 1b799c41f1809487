import { newId } from "@hiroba/protocol";
import type { PeerName, Stage } from "../stage.ts";
import { countMarks, type Device, type Handlers, type Place, readMoment, toText, traffic } from "./device.ts";
import { openWire } from "./wire.ts";
import { openXmpp } from "./xmpp-device.ts";

/*
 * Devices of the load: sockets that speak what each peer speaks and do as little as possible with what they hear, so that
 * one core can stand for thousands. A message's text holds the moment it was sent.
 */

/** Opens a device at a peer. */
export function openDevice(peer: PeerName, place: Place, handlers: Handlers): Device {
  return dialects[peer](place, handlers);
}

/** The members of a world at a stage's nodes, one device each. */
export function placesOf({ world, urls }: Stage): Place[] {
  return world.rooms.flatMap(({ id, members }, room) =>
    members.map(({ token }, member) => ({
      url: urls[(room + member) % urls.length] ?? "",
      roomId: id,
      token,
      // Port numbers of one address would not do for ten thousand.
      from: `127.0.1.${1 + ((room * members.length + member) % 8)}`,
    })),
  );
}

const dialects: Record<PeerName, (place: Place, handlers: Handlers) => Device> = {
  hiroba: (place, handlers) =>
    openSocketIo(place, {
      auth: { token: place.token, protocol: 1, ...(place.since ? { since: place.since } : {}) },
      toEvent: (text) => ["message.send", { id: newId(), roomId: place.roomId, body: text }],
      mark: '"message.created"',
      isReady: (packet) => packet.startsWith('42["hello"'),
      ...handlers,
    }),
  "socket.io": (place, handlers) => openSocketIo(place, ofExample(place, {}, handlers)),
  tutorial: (place, handlers) =>
    openSocketIo(place, ofExample(place, place.since ? { serverOffset: Number(place.since) } : {}, handlers)),
  ws: openPlain,
  ejabberd: openXmpp,
  prosody: openXmpp,
};

function ofExample(place: Place, auth: object, handlers: Handlers): Dialect {
  return {
    auth: { room: place.roomId, ...auth },
    toEvent: (text) => ["chat message", place.roomId, text],
    mark: '42["chat message"',
    isReady: (packet) => packet.startsWith('42["hello"'),
    ...handlers,
  };
}

type Dialect = Handlers & {
  auth: object;
  toEvent(text: string): unknown[];
  /** What is in a packet once for each message it brings. */
  mark: string;
  isReady(packet: string): boolean;
};

function openSocketIo({ url, from }: Place, dialect: Dialect): Device {
  const waiting: (() => void)[] = [];
  let count = 0;
  const address = `${url}/socket.io/?EIO=4&transport=websocket`;
  const wire = openWire(address, from, (packet) => {
    traffic.bytes += packet.length;
    if (packet.startsWith("43")) acknowledge(packet);
    else if (packet.startsWith("42")) hear(packet);
    else if (packet === "2") wire.send("3");
    else if (packet.startsWith("0")) wire.send(`40${JSON.stringify(dialect.auth)}`);
    else if (packet.startsWith("44")) throw new Error(`The handshake was refused: ${packet}`);
  });
  const acknowledge = (packet: string) => {
    if (packet.includes('"ok":false')) throw new Error(`A message was refused: ${packet}`);
    waiting.shift()?.();
  };
  const hear = (packet: string) => {
    if (dialect.isReady(packet)) dialect.onReady(/"cursor":"([^"]+)"/.exec(packet)?.[1] ?? "");
    const heard = countMarks(packet, dialect.mark);
    if (heard > 0) dialect.onHeard(heard, readMoment(packet));
  };
  return {
    send: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wire.send(`42${count++}${JSON.stringify(dialect.toEvent(toText()))}`);
      }),
    cut: wire.cut,
  };
}

function openPlain({ url, roomId, from }: Place, { onReady, onHeard }: Handlers): Device {
  const waiting: (() => void)[] = [];
  const wire = openWire(`${url}/?room=${roomId}`, from, (text) => {
    traffic.bytes += text.length;
    if (text === "hello") onReady("");
    else if (text === "ok") waiting.shift()?.();
    else onHeard(1, readMoment(text));
  });
  return {
    send: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wire.send(JSON.stringify({ text: toText() }));
      }),
    cut: wire.cut,
  };
}
