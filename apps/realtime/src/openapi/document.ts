import { type CommandName, commands, type ErrorCode, errorCodes, limits, PROTOCOL_VERSION } from "@hiroba/protocol";
import { actors, effects, groupCommands } from "./features.ts";
import { COMPONENTS, type JsonSchema, type Schemas, toSchemas } from "./schemas.ts";

/** The contract over HTTP as OpenAPI 3.1, made of the same table and schemas that the server runs on. */
export function toOpenApi(schemas: Schemas = toSchemas()) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Hiroba",
      version: String(PROTOCOL_VERSION),
      description:
        "A self-hosted chat of many rooms. Every command is also an event of that name on Socket.IO, with an acknowledgement; an input that is TOO_LARGE closes the connection there.",
    },
    security: [{ token: [] }, { session: [] }],
    tags: [{ name: "log" }, ...groupCommands().map(({ feature }) => ({ name: feature })), { name: "server" }],
    paths: { ...commandPaths(schemas), ...logPaths(), ...serverPaths() },
    components: {
      schemas: { ...schemas.components, Refusal: refusal },
      responses: Object.fromEntries(Object.keys(errorCodes).map((code) => [code, toErrorResponse(code as ErrorCode)])),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A personal access token." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "hiroba_session",
          description: "A signed-in browser; `__Host-hiroba_session` over https.",
        },
      },
    },
  };
}

const refusal: JsonSchema = {
  type: "object",
  properties: { ok: { const: false }, error: { $ref: `${COMPONENTS}Failure` } },
  required: ["ok", "error"],
};

function commandPaths(schemas: Schemas) {
  const names = Object.keys(commands) as CommandName[];
  return Object.fromEntries(names.map((name) => [`/v1/commands/${name}`, { post: toOperation(name, schemas) }]));
}

function toOperation(name: CommandName, { inputs, outputs }: Schemas) {
  const { summary, actor, effect } = commands[name];
  return {
    operationId: name,
    tags: [name.slice(0, name.indexOf("."))],
    summary,
    description: `For ${actors[actor]}. This command ${effects[effect]}.`,
    ...toSecurity(actor),
    requestBody: { required: true, content: toContent(inputs[name]) },
    responses: { 200: toResponse("Done.", toSuccess(outputs[name])), ...toErrors(toCodes(actor)) },
  };
}

function toSecurity(actor: "anyone" | "session" | "user") {
  if (actor === "user") return {};
  return { security: actor === "anyone" ? [] : [{ session: [] }] };
}

function toSuccess(output: JsonSchema): JsonSchema {
  return { type: "object", properties: { ok: { const: true }, data: output }, required: ["ok", "data"] };
}

/** The errors a command may answer: all of them, but for what its actor and the transport rule out. */
export function toCodes(actor: "anyone" | "session" | "user"): ErrorCode[] {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  // Over HTTP only Hiroba's own clients say which version they speak, and nobody else is answered that it is outdated.
  return codes.filter((code) => code !== "PROTOCOL_OUTDATED" && (actor !== "anyone" || code !== "UNAUTHENTICATED"));
}

function toErrors(codes: readonly ErrorCode[]) {
  return Object.fromEntries(codes.map((code) => [errorCodes[code].status, { $ref: `#/components/responses/${code}` }]));
}

function toErrorResponse(code: ErrorCode) {
  const response = toResponse(`\`${code}\`: the client should ${reactions[errorCodes[code].reaction]}.`, {
    $ref: `${COMPONENTS}Refusal`,
  });
  const header = { description: "Seconds to wait.", schema: { type: "integer" } };
  return code === "RATE_LIMITED" ? { ...response, headers: { "retry-after": header } } : response;
}

/** What each reaction asks of a client, in words. */
export const reactions = {
  fix: "change the input before it asks again",
  signIn: "sign in again",
  giveUp: "give up and tell the person",
  retry: "try again later, with the same id",
  reload: "reload or update itself",
} as const;

function logPaths() {
  const readErrors = toErrors([
    "INVALID_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "RATE_LIMITED",
    "INTERNAL",
    "UNAVAILABLE",
  ]);
  const page = {
    description: "A stretch of the log; with `Accept: text/event-stream` a stream that never ends.",
    content: {
      ...toContent({ $ref: `${COMPONENTS}EventPage` }),
      "text/event-stream": { schema: { type: "string", description: eventStream } },
    },
  };
  return {
    "/v1/events": {
      get: {
        operationId: "events",
        tags: ["log"],
        summary: "The log after a cursor: short poll, long poll or server-sent events",
        description: "Without `since` it starts at the head. `reset: true` in the answer asks for a new snapshot.",
        parameters: eventParameters,
        responses: { 200: page, ...readErrors },
      },
    },
    "/v1/snapshot": {
      get: {
        operationId: "snapshot",
        tags: ["log"],
        summary: "Where a device starts: all that this person sees, as of one moment",
        parameters: [
          toQuery(
            "rooms",
            { type: "string" },
            "Ids of rooms whose newest messages and members to add, divided by commas.",
          ),
        ],
        responses: {
          200: toResponse("The state and the cursor to go on from.", { $ref: `${COMPONENTS}Snapshot` }),
          ...readErrors,
        },
      },
    },
  };
}

const eventStream =
  "Events named `hello` (Hello, its `id` where the stream begins), `event` (EventPage, its `id` the cursor to go on from), `signal` (Signal) and `goodbye` (the server ends the stream: connect again); comments as heartbeat.";

const eventParameters = [
  toQuery("since", { $ref: `${COMPONENTS}Cursor` }, "The position of the last event applied."),
  toQuery(
    "wait",
    { type: "number", minimum: 0, default: 0 },
    `Seconds to wait for news, at most ${limits.waitSeconds}; 0 answers at once.`,
  ),
  toQuery("limit", { type: "integer", minimum: 1, maximum: limits.eventsPerPage }, "Events in one answer at most."),
  toQuery("hello", { const: "1" }, "Adds `hello` to the answer."),
  toQuery(
    "presence",
    { type: "string", maxLength: 64 },
    "`presence` of the last answer: who is there is told only when that has changed since.",
  ),
  {
    name: "Last-Event-ID",
    in: "header",
    schema: { $ref: `${COMPONENTS}Cursor` },
    description: "As `since`; what EventSource sends when it comes back.",
  },
];

function toQuery(name: string, schema: JsonSchema, description: string) {
  return { name, in: "query", schema, description };
}

function serverPaths() {
  const body: JsonSchema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] };
  return {
    "/health": {
      get: {
        operationId: "health",
        tags: ["server"],
        summary: "Whether this node can serve",
        security: [],
        responses: {
          200: toResponse("It can.", body),
          503: toResponse("It cannot: its database does not answer, or it is stopping.", body),
        },
      },
    },
  };
}

function toResponse(description: string, schema: JsonSchema) {
  return { description, content: toContent(schema) };
}

function toContent(schema: JsonSchema) {
  return { "application/json": { schema } };
}
