import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceStore } from "./device-store.ts";
import { parseDeviceRecord, parsePersonRecord } from "./parse-record.ts";

/**
 * Keeps what a Node program holds as JSON files in `folder`, which is created when missing, readable by its owner only.
 * For one program at a time. A file is replaced as a whole, so that a crash leaves the old one or the new one.
 */
export function createFileStore(folder: string): DeviceStore {
  let writing: Promise<unknown> = Promise.resolve();

  const pathOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`);

  const read = async (name: string): Promise<unknown> => {
    try {
      return JSON.parse(await readFile(pathOf(name), "utf8"));
    } catch {
      return undefined;
    }
  };

  const write = async (name: string, value: unknown) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = pathOf(name);
    await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  };

  /** One after the other, so that no older write overtakes a newer one. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const turn = writing.then(task);
    writing = turn.catch(() => undefined);
    return turn;
  };

  return {
    readDevice: async () => parseDeviceRecord(await read("device")),
    writeDevice: (changes) =>
      inTurn(async () => write("device", { ...parseDeviceRecord(await read("device")), ...changes })),
    readPerson: async (userId) => {
      const [held, outbox] = await Promise.all([read(`held-${userId}`), read(`outbox-${userId}`)]);
      return parsePersonRecord(userId, { held, outbox });
    },
    writePerson: (userId, { held, outbox }) =>
      inTurn(async () => {
        if (outbox) await write(`outbox-${userId}`, outbox);
        if (held !== undefined) await write(`held-${userId}`, held);
      }),
    clear: () =>
      inTurn(async () => {
        const names = await readdir(folder).catch(() => []);
        await Promise.all(names.filter(isOurs).map((name) => rm(join(folder, name), { force: true })));
      }),
  };
}

/** The folder may be shared with other files of the program. */
function isOurs(name: string): boolean {
  return /^(?:device|(?:held|outbox)-.+)\.json(?:\.new)?$/.test(name);
}
