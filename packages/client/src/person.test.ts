import { expect, test, vi } from "vitest";
import { createOutbox } from "./outbox/outbox.ts";
import { createPerson } from "./person.ts";
import { createReplica } from "./replica/replica.ts";
import type { PersonRecord } from "./stores/device-store.ts";
import { createMemoryStore } from "./stores/memory.ts";
import { createFakeServer } from "./testing/fake-server.ts";
import { AIKO } from "./testing/story.ts";

test("who is named again while what is kept of them is being read is confirmed once it is there", async () => {
  let answer = (_: PersonRecord) => {};
  const store = {
    ...createMemoryStore(),
    readPerson: () => new Promise<PersonRecord>((resolve) => (answer = resolve)),
  };
  const handleChange = () => {};
  const outbox = createOutbox({ run: vi.fn(), isOpen: () => false, save: async () => {}, handleChange });
  const { http } = createFakeServer();
  const person = createPerson({ http, store, replica: createReplica(handleChange), outbox: () => outbox });
  const said = [person.confirm(AIKO), person.confirm(AIKO)];
  await Promise.race([said[1], new Promise((resolve) => setTimeout(resolve))]);
  expect([person.id(), person.isConfirmed()]).toEqual([AIKO, false]);
  answer({ held: null, outbox: [] });
  await Promise.all(said);
  expect(person.isConfirmed()).toBe(true);
});
