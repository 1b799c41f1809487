import { readFileSync } from "node:fs";
import { commands, countCharacters, newId, usernameSchema } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { eventsQuerySchema } from "../transports/events.ts";
import { toOpenApi } from "./document.ts";
import { toMarkdown } from "./markdown.ts";
import { readRemarks } from "./remarks.ts";
import { COMPONENTS, toSchemas } from "./schemas.ts";

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

test("describes every command and everything else that is served under /v1", async () => {
  const response = await fetch(`${server.url}/v1/openapi.json`);
  expect(response.status).toBe(200);
  const document = await response.json();
  expect(document.openapi).toBe("3.1.0");
  const names = Object.keys(commands).map((name) => `/v1/commands/${name}`);
  expect(Object.keys(document.paths).sort()).toEqual([...names, "/v1/events", "/v1/snapshot", "/health"].sort());
});

test("names every parameter of the log that the server takes, and its limits", () => {
  const { parameters } = toOpenApi().paths["/v1/events"].get;
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  expect(inQuery.map(({ name }) => name)).toEqual(Object.keys(eventsQuerySchema.shape));
  const longest = Number(inQuery.find(({ name }) => name === "presence")?.schema.maxLength);
  const accepts = (presence: string) => eventsQuerySchema.safeParse({ presence }).success;
  expect([accepts("a".repeat(longest)), accepts("a".repeat(longest + 1))]).toEqual([true, false]);
});

test("every reference leads to something", () => {
  const document = toOpenApi();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/gu)];
  expect(references.length).toBeGreaterThan(100);
  const components = document.components as unknown as Record<string, Record<string, unknown>>;
  for (const [, kind = "", name = ""] of references) expect(components[kind]?.[name], `${kind}/${name}`).toBeDefined();
});

test("the schema of the state names every property that a snapshot has", async () => {
  await must(server.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body: "Hello." });
  const { state } = await takeSnapshot(server.url, cast.aiko, [cast.generalId]);
  const { components } = toSchemas();
  expect(Object.keys(components.State?.properties ?? {}).sort()).toEqual(Object.keys(state).sort());
  const [message = {}] = Object.values(state.messages);
  expect(Object.keys(components.Message?.properties ?? {}).sort()).toEqual(Object.keys(message).sort());
  expect(components.State?.properties?.messages?.additionalProperties).toEqual({ $ref: `${COMPONENTS}Message` });
});

test.each(["Aiko", "ＢＥＮ", "か\u3099".repeat(32)])(
  "a name that is normalised may be sent as it is typed: %s",
  (typed) => {
    const { pattern = "", maxLength } = toSchemas().components.Username ?? {};
    expect(usernameSchema.safeParse(typed).success).toBe(true);
    expect(typed).toMatch(new RegExp(String(pattern), "u"));
    expect(countCharacters(typed)).toBeLessThanOrEqual(Number(maxLength));
  },
);

test("answers may grow: only inputs refuse unknown properties", () => {
  const { components, inputs } = toSchemas();
  expect(inputs["message.send"].additionalProperties).toBe(false);
  expect(components.Message?.additionalProperties).toBeUndefined();
});

test("the page to read it needs no script and nothing from elsewhere", async () => {
  const response = await fetch(`${server.url}/v1/docs`);
  const page = await response.text();
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; /u,
  );
  for (const name of Object.keys(commands)) expect(page).toContain(`<article id="${name}">`);
  expect(page).not.toMatch(/<script|<link|<img|\son\w+=|style="|https?:\/\//u);
});

test("docs/protocol.md is fresh", () => {
  const file = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
  expect(file === toMarkdown(readRemarks()), "run `pnpm --filter @hiroba/realtime run docs`").toBe(true);
});
