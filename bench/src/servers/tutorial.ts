// The chat that tutorials build: Socket.IO, and a row by Prisma, awaited, before the message goes out and is
// acknowledged. Who reconnects names the last row they have (`serverOffset`) and is sent what followed, by a query; a
// page of history is a query as well.
import { createServer } from "node:http";
import { createDatabase } from "@hiroba/prisma/client";
import pg from "pg";
import { Server } from "socket.io";
import { announce } from "./announce.ts";

// Tutorials give their connections as long as they take.
const connections = { Client: pg.Client, mark: () => () => 0 };
const { prisma } = createDatabase(process.env.DATABASE_URL ?? "", { connections });
await prisma.$executeRaw`CREATE TABLE chat (id bigserial PRIMARY KEY, room text NOT NULL, content text NOT NULL)`;
await prisma.$executeRaw`CREATE INDEX ON chat (room, id)`;
const http = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url ?? "", "http://localhost");
  const page = await prisma.$queryRaw<{ id: bigint; content: string }[]>`
    SELECT id, content FROM chat WHERE room = ${searchParams.get("room")} AND id < ${Number(searchParams.get("before"))}
    ORDER BY id DESC LIMIT 50`;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(page.map(({ id, content }) => ({ id: Number(id), content }))));
});
const io = new Server(http, { transports: ["websocket", "polling"], serveClient: false });
io.on("connection", async (socket) => {
  const { room, serverOffset } = socket.handshake.auth as { room: string; serverOffset?: number };
  void socket.join(room);
  socket.emit("hello");
  socket.on("chat message", async (name: string, text: string, acknowledge: (id: number) => void) => {
    const rows = await prisma.$queryRaw<{ id: bigint }[]>`
      INSERT INTO chat (room, content) VALUES (${name}, ${text}) RETURNING id`;
    const id = Number(rows[0]?.id);
    io.to(name).emit("chat message", text, id);
    acknowledge(id);
  });
  if (serverOffset === undefined) return;
  const missed = await prisma.$queryRaw<{ id: bigint; content: string }[]>`
    SELECT id, content FROM chat WHERE room = ${room} AND id > ${serverOffset} ORDER BY id`;
  for (const { id, content } of missed) socket.emit("chat message", content, Number(id));
});
announce(http);
