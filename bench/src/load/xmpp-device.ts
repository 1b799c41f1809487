import { connect } from "node:net";
import { HOST } from "../xmpp-servers.ts";
import { countMarks, type Device, type Handlers, type Place, readMoment, toText, traffic } from "./device.ts";

/*
 * A device that speaks XMPP over TCP without reading XML: it looks for the few words that each answer must have. Its
 * message is acknowledged when the room reflects it, which ejabberd and Prosody do after they have put it into the archive.
 */

const open = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${HOST}' version='1.0'>`;
const authenticate = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>";
const bind = "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
const MESSAGE_END = "</message>";

/** Names taken so far: a room has each but once, and whoever was cut may still be in it. */
let names = 0;

/** Opens a device in its room. */
export function openXmpp({ url, roomId, from }: Place, handlers: Handlers): Device {
  const room = `${roomId}@conference.${HOST}`;
  const name = `d${++names}`;
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...(from ? { localAddress: from } : {}) });
  socket.setNoDelay(true);
  socket.write(open);
  const waiting: (() => void)[] = [];
  const greet = createGreeting({ room, name }, (text) => socket.write(text), handlers.onReady);
  let [rest, count] = ["", 0];
  socket.on("data", (chunk: Buffer) => {
    traffic.bytes += chunk.length;
    rest = greet.isOver() ? hear(rest + chunk.toString("latin1")) : greet.hear(rest + chunk.toString("latin1"));
  });
  const hear = (text: string) => {
    if (text.includes("type='error'")) throw new Error(`A message was refused: ${text}`);
    const end = text.lastIndexOf(MESSAGE_END);
    if (end < 0) return text;
    const heard = countMarks(text.slice(0, end), "<body>");
    if (heard > 0) handlers.onHeard(heard, readMoment(text.slice(0, end)));
    for (let own = countMarks(text.slice(0, end), ` id='${name}-`); own > 0; own--) waiting.shift()?.();
    return text.slice(end + MESSAGE_END.length);
  };
  // A load that waits for a device the server has thrown out would wait for ever.
  socket.on("end", () => {
    throw new Error(`The server has closed the stream: ${rest}`);
  });
  socket.on("error", () => undefined);
  return {
    send: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        const body = `<body>${toText()}</body>`;
        socket.write(`<message to='${room}' type='groupchat' id='${name}-${count++}'>${body}</message>`);
      }),
    cut: () => void socket.destroy(),
  };
}

/** From the stream's opening to the room: what must have come before what is said next. Answers what is left to read. */
function createGreeting(
  { room, name }: { room: string; name: string },
  say: (text: string) => void,
  onReady: (cursor: string) => void,
) {
  const muc = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>";
  const steps: [string, () => void][] = [
    ["</stream:features>", () => say(authenticate)],
    ["<success", () => say(open)],
    ["</stream:features>", () => say(bind)],
    ["type='result'", () => say(`<presence to='${room}/${name}'>${muc}</presence>`)],
    // The presence that is one's own is the last, and means that one is in.
    ["code='110'", () => onReady("")],
  ];
  return {
    isOver: () => steps.length === 0,
    hear: (text: string) => {
      if (/<failure|type='error'/.test(text)) throw new Error(`The greeting was refused: ${text}`);
      const [expected, act] = steps[0] ?? [];
      if (expected === undefined || !text.includes(expected)) return text;
      steps.shift();
      act?.();
      return "";
    },
  };
}
