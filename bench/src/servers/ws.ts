// The least there can be: a WebSocket server that encodes each message once and sends it to the room's sockets.
import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { announce } from "./announce.ts";

const http = createServer();
const sockets = new WebSocketServer({ server: http });
const rooms = new Map<string, Set<WebSocket>>();
sockets.on("connection", (socket, request) => {
  const room = new URL(request.url ?? "/", "http://localhost").searchParams.get("room") ?? "";
  const members = rooms.get(room) ?? new Set();
  rooms.set(room, members.add(socket));
  socket.on("close", () => members.delete(socket));
  socket.on("message", (data) => {
    const message = Buffer.from(JSON.stringify(JSON.parse(String(data))));
    for (const member of members) member.send(message, { binary: false });
    socket.send("ok");
  });
  socket.send("hello");
});
announce(http);
