/*
 * Who gets what from every route, in the columns of support/rules.ts. `+` answered, `>` sent on, `o` answered without the
 * thing, `!` 401, `-` 403, `?` 404. The last and `o` to the byte as for a room that never was (`≠` where they are not).
 */

/** The room to ask of: the den, or one that never was. */
export type Asking = { roomId: string; formToken: string };
export type RouteRule = {
  /** Where it is, when that is not the route's own path. */
  path?(asking: Asking): string;
  headers?: Record<string, string>;
  body?(asking: Asking): string;
  rights: string;
  /** With a token, where that makes a difference. */
  withToken?: string;
  shows?: RegExp;
};

const anybody = "++ ++++ +++++";
const everybody = "!! ++++ +++++";
const nobody = "?? ???? ?????";
const noForm = "-- ---- -----";
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const inRoom = (part: string) => (asking: Asking) => `/lite/rooms/${asking.roomId}${part}`;
const inDen = /den: keeper/u;
/** Who is not signed in is shown the form to do so, who is outside nothing. */
const page = "oo ???? +++++";

function anything(method: string): RouteRule {
  const body = method === "GET" ? {} : { body: () => "{}", headers: json };
  return { path: () => "/v1/nothing", rights: nobody, ...body };
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const all = (prefix: string, path: string) =>
  Object.fromEntries(
    methods.map((method) => [`${method} ${prefix}/*`, [{ ...anything(method), path: () => `${prefix}${path}` }]]),
  );

export const routeRules: Record<string, RouteRule[]> = {
  "GET /": [{ rights: anybody, shows: /a canary/u }],
  "GET /*": [{ path: () => "/rooms/x", rights: anybody, shows: /a canary/u }],
  "GET /health": [{ rights: anybody }],
  "GET /metrics": [{ rights: anybody }, { rights: nobody, headers: { "x-forwarded-for": "192.0.2.1" } }],
  "POST /v1/commands/:name": [
    { path: () => "/v1/commands/session.list", headers: json, body: () => "{}", rights: everybody },
    { path: () => "/v1/commands/no.such", headers: json, body: () => "{}", rights: nobody },
  ],
  "GET /v1/events": [
    { rights: everybody },
    { path: () => "/v1/events?wait=0.01", rights: everybody },
    { headers: { accept: "text/event-stream" }, rights: everybody },
  ],
  "GET /v1/snapshot": [
    {
      path: ({ roomId }) => `/v1/snapshot?rooms=${roomId}`,
      rights: "!! oooo +++++",
      shows: inDen,
    },
  ],
  "GET /v1/openapi.json": [{ rights: anybody }],
  "GET /v1/docs": [{ rights: anybody }],
  ...all("/v1", "/nothing"),
  ...all("/api/auth", "/list-sessions"),
  "POST /api/auth/sign-in/username": [
    {
      headers: json,
      body: () => JSON.stringify({ username: `x${Math.random()}`, password: "wrong horse" }),
      rights: "!! !!!! !!!!!",
    },
  ],
  // It looks for a cookie alone.
  "GET /api/auth/get-session": [{ rights: "oo ++++ +++++", withToken: "oo oooo ooooo", shows: /"userId":"/u }],
  "GET /lite": [{ rights: "oo ++++ +++++", shows: /action="\/lite\/sign-out"/u }],
  "GET /lite/": [{ rights: "oo ++++ +++++", shows: /action="\/lite\/sign-out"/u }],
  "POST /lite/sign-in": [{ headers: form, body: () => "username=keeper&password=wrong+horse", rights: noForm }],
  "POST /lite/sign-out": [{ headers: form, body: () => "", rights: noForm }],
  "GET /lite/join/:code": [{ path: () => "/lite/join/nonsense", rights: nobody }],
  "POST /lite/join/:code": [{ path: () => "/lite/join/nonsense", headers: form, body: () => "", rights: noForm }],
  "GET /lite/rooms/:roomId": [
    { path: inRoom(""), rights: page, shows: inDen },
    { path: inRoom("?view=live"), rights: page, shows: /<iframe/u },
  ],
  "GET /lite/rooms/:roomId/stream": [{ path: inRoom("/stream?refresh=5"), rights: page, shows: inDen }],
  "GET /lite/rooms/:roomId/write": [{ path: inRoom("/write"), rights: page, shows: /name="body"/u }],
  "POST /lite/rooms/:roomId/messages": [
    { path: inRoom("/messages"), headers: form, body: () => "body=Forged", rights: "!! ---- -----" },
    {
      path: inRoom("/messages"),
      headers: form,
      body: ({ formToken }) => `token=${formToken}&id=${crypto.randomUUID()}&body=By+form`,
      rights: "!! ???? >>>>>",
    },
  ],
  "POST /lite/rooms/:roomId/read": [
    { path: inRoom("/read"), headers: form, body: () => "seq=1", rights: "!! ---- -----" },
  ],
};
