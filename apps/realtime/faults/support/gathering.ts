import { type Id, newId } from "@hiroba/protocol";
import { type Cast, createCast, createPerson, type Person } from "../../src/testing/cast.ts";
import { must } from "../../src/testing/device.ts";
import { type Attempt, type Case, judge } from "../../src/testing/judge.ts";
import { startTestServer, type TestServer } from "../../src/testing/node.ts";
import { type DeviceOptions, type SyncedDevice, startDevice } from "../../src/testing/synced-device.ts";

/** The cast in #general of a server of their own, with devices on cables. */
export type Gathering = {
  server: TestServer;
  cast: Cast;
  /** One more person in #general. */
  invite(username: string): Promise<Person>;
  /** One more device, at #general. */
  join(device: Joining): Promise<SyncedDevice>;
  /** Aiko says something in #general by a script, past all cables. */
  say(body: string): Promise<{ id: Id; seq: number }>;
  /** Aiko talks without pause while `act` runs. */
  during<Answer>(act: () => Promise<Answer>, pauseMs?: number): Promise<Answer>;
  /** Waits until everybody has said and heard everything, then tells what is wrong; with what scripts tried, of that too. */
  settle(devices: readonly SyncedDevice[], attempts?: readonly Attempt[], part?: LogPart): Promise<string[]>;
  close(): Promise<void>;
};

/** What of the log is judged, where that is not what the table has. */
type LogPart = Pick<Case, "fromSeq" | "trimmed">;

/** Ben's, over a cable to the first node, unless said otherwise. */
export type Joining = Pick<DeviceOptions, "name" | "transport"> & Partial<DeviceOptions>;

export type GatheringOptions = {
  /** The environment of the node beside what all nodes of the tests have. */
  settings?: Parameters<typeof startTestServer>[0];
  parts?: Parameters<typeof startTestServer>[1];
  /** A PostgreSQL server of the test's own. */
  databaseServer?: string;
};

/** Opens the place. */
export async function gather({ settings, parts, databaseServer }: GatheringOptions = {}): Promise<Gathering> {
  const server = await startTestServer(settings, parts, databaseServer);
  const cast = await createCast(server.node.app);
  const { generalId: roomId } = cast;
  const devices = new Set<SyncedDevice>();

  const say = async (body: string) => {
    const id = newId();
    const { seq } = await must(server.url, cast.aiko, "message.send", { id, roomId, body });
    return { id, seq };
  };
  const invite = async (username: string) => {
    const person = await createPerson(server.node.app, username);
    await must(server.url, cast.aiko, "member.add", { roomId, userId: person.id });
    return person;
  };
  const join: Gathering["join"] = async (joining) => {
    const device = await startDevice({ person: cast.ben, url: server.url, rooms: [roomId], ...joining });
    devices.add(device);
    const { close } = device;
    // Over a night of stories those that have left would fill the memory.
    device.close = () => {
      devices.delete(device);
      return close();
    };
    return device;
  };
  const during: Gathering["during"] = async (act, pauseMs = 20) => {
    let isOver = false;
    const talking = (async () => {
      for (let count = 0; !isOver; count++) {
        await say(`burst ${count} ${newId()}`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();
    const answer = await act().finally(() => {
      isOver = true;
    });
    await talking;
    return answer;
  };
  return {
    server,
    cast,
    invite,
    join,
    say,
    during,
    settle: async (those, attempts = [], part = {}) => {
      // What one of them has still to say would come after the end, when another has stopped to listen.
      await Promise.all(those.map((device) => device.until(({ outbox }) => outbox.length === 0, "an empty outbox")));
      const { seq } = await say(`the end ${newId()}`);
      await Promise.all(those.map((device) => device.reaches(seq)));
      return judge({ pool: server.node.app.db.pool, url: server.url, devices: those, attempts, ...part });
    },
    close: async () => {
      await Promise.all([...devices].map((device) => device.close()));
      await server.close();
    },
  };
}
