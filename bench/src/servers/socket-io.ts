// The chat example of Socket.IO: what comes in goes out to the room. Nothing is stored, and nobody is anybody.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { announce } from "./announce.ts";

const http = createServer();
const io = new Server(http, { transports: ["websocket", "polling"], serveClient: false });
io.on("connection", (socket) => {
  void socket.join(socket.handshake.auth.room as string);
  socket.emit("hello");
  socket.on("chat message", (room: string, text: string, acknowledge: () => void) => {
    io.to(room).emit("chat message", text);
    acknowledge();
  });
});
announce(http);
