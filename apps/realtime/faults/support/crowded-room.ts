import { newId } from "@hiroba/protocol";
import { connect, must } from "../../src/testing/device.ts";
import { createNodeProcess, type NodeProcess } from "../../src/testing/node-process.ts";
import { type Carrier, type StoppedReader, stopReading } from "../../src/transports/testing/stopped-reader.ts";
import { type Gathering, gather } from "./gathering.ts";

/** The longest message there is, three bytes to a character on the wire. */
const long = "広".repeat(10_000);
export const LONG_BYTES = Buffer.byteLength(long);

/** A gathering whose node is a process of its own, to be weighed. */
export type CrowdedRoom = Gathering & {
  node: NodeProcess;
  /** Says the longest messages there are, through the node. */
  sayAtLength(count: number): Promise<void>;
  /** Where the log stands. */
  readCursor(): Promise<string>;
  /** So many who ask for the log from there on, and read nothing. */
  stopMany(carrier: Carrier, since: string, count: number): Promise<StoppedReader[]>;
};

/** Opens it. */
export async function openCrowdedRoom(): Promise<CrowdedRoom> {
  const gathering = await gather();
  const { cast, server, invite } = gathering;
  const node = await createNodeProcess(server.databaseUrl);
  await node.start();
  // Several, since a node holds so many connections of one person only.
  const readers = [cast.dee];
  for (let index = 1; index < 10; index++) readers.push(await invite(`reader${index}`));
  const tokenOf = (index: number) => readers[index % readers.length]?.token ?? "";
  const speakers = [cast.aiko, cast.ben, cast.chika] as const;
  return {
    ...gathering,
    node,
    sayAtLength: async (count) => {
      let said = 0;
      const speak = async () => {
        while (said++ < count) {
          const speaker = speakers[said % speakers.length] ?? cast.aiko;
          await must(node.url, speaker, "message.send", { id: newId(), roomId: cast.generalId, body: long });
        }
      };
      await Promise.all(Array.from({ length: 20 }, speak));
    },
    readCursor: async () => {
      const socket = await connect(node.url, cast.ben);
      socket.close();
      return socket.hello.cursor;
    },
    stopMany: (carrier, since, count) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          stopReading(carrier, { url: node.url, token: tokenOf(index), since }),
        ),
      ),
    close: async () => {
      await node.kill();
      await gathering.close();
    },
  };
}
