import type { DeviceRecord, DeviceStore, PersonRecord } from "./device-store.ts";

/** A store that lasts as long as the program: for tests, for bots without a disk, and for private browsing. */
export function createMemoryStore(): DeviceStore {
  let device: DeviceRecord = { userId: null, transport: null };
  const people = new Map<string, PersonRecord>();
  const readPerson = (userId: string): PersonRecord => people.get(userId) ?? { held: null, outbox: [] };
  return {
    readDevice: async () => device,
    writeDevice: async (changes) => {
      device = { ...device, ...changes };
    },
    readPerson: async (userId) => readPerson(userId),
    writePerson: async (userId, changes) => {
      people.set(userId, { ...readPerson(userId), ...changes });
    },
    clear: async () => {
      device = { userId: null, transport: null };
      people.clear();
    },
  };
}
