import type { EventPage } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { helloOf } from "../testing/fake-transports.ts";
import type { EventsQuery, Http } from "./http.ts";
import type { LinkEvents } from "./link.ts";
import { createLongPollTransport, createPollTransport } from "./polling.ts";

/** HTTP whose answers to questions for events the test gives, one after the other. */
function createAsked() {
  const asked: EventsQuery[] = [];
  let answer = (_page: EventPage) => {};
  const events: Http["events"] = (query) => {
    asked.push(query);
    return new Promise((resolve) => {
      answer = (data) => resolve({ ok: true, data });
    });
  };
  const heard: string[] = [];
  const link: LinkEvents = {
    handleBytes: () => {},
    handleHello: () => heard.push("hello"),
    handlePage: (page) => heard.push(page.cursor),
    handleSignal: () => {},
    handleEnd: () => heard.push("end"),
  };
  return { asked, heard, link, http: { events } as Http, answer: (page: EventPage) => answer(page) };
}

const welcome = { events: [], cursor: "a-10", more: false, hello: helloOf("a-10"), signals: [] };

test("a long poll asks at once, then waits a little, which tells whether waiting goes through here, then for long", async () => {
  const { asked, heard, link, http, answer } = createAsked();
  const { close } = createLongPollTransport(http)({ since: "a-10", limit: null }, link);
  expect(asked).toMatchObject([{ since: "a-10", waitSeconds: 0, hello: true }]);
  answer(welcome);
  await expect.poll(() => asked.length).toBe(2);
  expect(heard).toEqual(["hello", "a-10"]);
  expect(asked[1]).toMatchObject({ since: "a-10", waitSeconds: 1, hello: false });
  answer({ events: [], cursor: "a-10", more: false });
  await expect.poll(() => asked.length).toBe(3);
  expect(asked[2]).toMatchObject({ since: "a-10", waitSeconds: 20, hello: false });
  close();
});

test("a short poll never waits", () => {
  const { asked, link, http } = createAsked();
  createPollTransport(http)({ since: null, limit: 32 }, link).close();
  expect(asked).toMatchObject([{ since: null, limit: 32, waitSeconds: 0, hello: true }]);
});
