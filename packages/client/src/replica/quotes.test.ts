import type { Message, Result } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { envelopeOf, GENERAL, idOf, messageOf, stateOf } from "../testing/story.ts";
import { createQuotes } from "./quotes.ts";
import { createReplica } from "./replica.ts";

type Answer = Result<{ messages: Message[]; seq: number }>;
const failed: Answer = { ok: false, error: { code: "UNAVAILABLE", message: "", details: {}, requestId: "" } };

/** Quotes on a replica at seq 100, whose questions are answered by hand. */
function createDesk() {
  const questions: ((answer: Answer) => void)[] = [];
  const replica = createReplica(() => {});
  replica.adopt({ state: stateOf(), cursor: "a-100" });
  const call = () => new Promise((resolve) => questions.push(resolve));
  const load = createQuotes({ replica, call: call as Parameters<typeof createQuotes>[0]["call"] });
  return { questions, replica, load: () => load(GENERAL, idOf(5)), held: () => replica.held()?.state };
}

test("what many quote is asked for once, is as of the cursor, and leaves the timeline as it was", async () => {
  const { questions, replica, load, held } = createDesk();
  const loading = Promise.all([load(), load()]);
  expect(questions).toHaveLength(1);
  const message = messageOf(5, { rev: 101, body: "edited" });
  replica.receive(
    { events: [envelopeOf(101, { type: "message.edited", message })], cursor: "a-101", more: false },
    "a-100",
  );
  questions[0]?.({ ok: true, data: { messages: [messageOf(5)], seq: 100 } });
  await loading;
  expect(held()?.messages[idOf(5)]?.body).toBe("edited");
  expect(held()?.timelines).toEqual(stateOf().timelines);
});

test("what did not come may be asked for again, what is not there is not", async () => {
  const { questions, load } = createDesk();
  const answers: Answer[] = [failed, { ok: true, data: { messages: [], seq: 100 } }];
  for (const answer of answers) {
    const loading = load();
    questions.shift()?.(answer);
    await loading;
  }
  await load();
  expect(questions).toHaveLength(0);
});
