import { newId } from "@hiroba/protocol";
import type { Cast } from "./cast.ts";
import { connect, must } from "./device.ts";

type Name = Exclude<keyof Cast, "generalId">;
const names = ["aiko", "ben", "chika", "dee"] as const satisfies Name[];

/**
 * What everybody hears live while something is done. Each list ends before a message to #general that all of them hear
 * afterwards, so that an empty list means silence and not a deaf device.
 */
export async function listenIn<Answer>(
  url: string,
  cast: Cast,
  act: () => Promise<Answer>,
): Promise<{ answer: Answer; heard: Record<Name, string[]> }> {
  const sockets = await Promise.all(names.map((name) => connect(url, cast[name])));
  const answer = await act();
  const { seq } = await must(url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body: "the end" });
  await Promise.all(sockets.map((socket) => socket.hears((envelope) => envelope.seq === seq)));
  const heard = sockets.map((socket) => socket.heard.filter((it) => it.seq < seq).map(({ event }) => event.type));
  for (const socket of sockets) socket.close();
  return { answer, heard: Object.fromEntries(names.map((name, index) => [name, heard[index] ?? []])) as never };
}
