import { commands, type ErrorCode, errorCodes, limits, PROTOCOL_VERSION } from "@hiroba/protocol";
import { type CommandText, type Contents, type Thing, toContents } from "./contents.ts";
import { reactions } from "./document.ts";
import type { Field } from "./fields.ts";
import { toSchemas } from "./schemas.ts";

/** `docs/protocol.md`: the whole contract, for people to read. `remarks` are what the source says of each thing. */
export function toMarkdown(remarks: ReadonlyMap<string, string>): string {
  const contents: Contents = toContents(toSchemas());
  const parts = [
    introduction,
    "## Commands",
    ...contents.features.flatMap(({ feature, commands }) => [`### Commands: ${feature}`, ...commands.map(toCommand)]),
    "## Events",
    `What the log holds, by \`type\`. ${remarks.get("Event") ?? ""} It comes in an [Envelope](#envelope).`,
    toKinds(contents.events),
    "## Signals",
    remarks.get("Signal") ?? "",
    toKinds(contents.signals),
    "## Things",
    ...contents.things.map((thing) => toThing(thing, remarks.get(thing.name))),
    "## Errors",
    toErrors(),
    "## Limits",
    "Sent to every client in `hello`. Lengths are Unicode code points, times seconds.",
    toTable(
      ["limit", "value"],
      Object.entries(limits).map(([name, value]) => [`\`${name}\``, String(value)]),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

const introduction = `# The protocol

<!-- Generated from packages/protocol by \`pnpm --filter @hiroba/realtime run docs\`. Do not edit. -->

Version ${PROTOCOL_VERSION}. How to use it is told in [clients.md](clients.md); the same as OpenAPI 3.1 is at \`/v1/openapi.json\` of every
server, and a page to read it at \`/v1/docs\`.

A command is \`POST /v1/commands/<name>\` with a JSON body, or a Socket.IO event of the same name with an acknowledgement.
Either way it is answered \`{ "ok": true, "data": … }\` with what stands under *Answer*, or \`{ "ok": false, "error": Failure }\`.
An input whose JSON is longer than \`commandBytes\` (see [Limits](#limits)) is \`TOO_LARGE\` over HTTP; on Socket.IO it closes
the connection. Unknown properties in an input are refused; clients pass over those they do not know in an answer.`;

function toCommand({ name, summary, actor, effect, input, output }: CommandText): string {
  return [
    `#### ${name}`,
    `${summary}.`,
    `For ${actor}; ${effect}.`,
    input.length > 0 ? toFieldTable("input", input) : "Takes no input.",
    output.length > 0 ? toFieldTable("answer", output) : "Answers with an empty object.",
  ].join("\n\n");
}

function toFieldTable(title: string, fields: readonly Field[]): string {
  return toTable(
    [title, "type", ""],
    fields.map((field) => [`\`${field.name}\``, toTypeCell(field), toPresence(field)]),
  );
}

function toPresence({ required, fallback }: Field): string {
  if (fallback !== null) return `\`${fallback}\` if left out`;
  return required ? "" : "may be left out";
}

function toTypeCell({ type, named }: Field): string {
  return linkNames(escapeCell(type), named);
}

/** The anchor of a thing's heading, as GitHub makes it: `read.mark` stands before `ReadMark` and has taken its name. */
function toAnchor(name: string): string {
  const anchor = name.toLowerCase();
  const isTaken = Object.keys(commands).some((command) => command.replace(".", "").toLowerCase() === anchor);
  return anchors[name] ?? (isTaken ? `${anchor}-1` : anchor);
}

/** What has a chapter of its own. */
const anchors: Record<string, string> = { Event: "events", Signal: "signals" };

function linkNames(text: string, names: readonly string[]): string {
  return names.reduce(
    (linked, name) =>
      linked.replace(new RegExp(`(?<![\\w[])${name}(?![\\w\\]])`, "gu"), `[${name}](#${toAnchor(name)})`),
    text,
  );
}

function toKinds(kinds: readonly Thing[]): string {
  return toTable(
    ["type", "carries"],
    kinds.map(({ name, fields }) => [
      `\`${name}\``,
      fields.map((field) => `\`${field.name}\`: ${toTypeCell(field)}`).join("<br>"),
    ]),
  );
}

function toThing({ name, fields, type }: Thing, remark = ""): string {
  const shape = type === null ? toFieldTable("property", fields) : escapeCell(type);
  return [`### ${name}`, remark, shape].filter(Boolean).join("\n\n");
}

function toErrors(): string {
  const rows = (Object.keys(errorCodes) as ErrorCode[]).map((code) => {
    const { status, reaction } = errorCodes[code];
    return [`\`${code}\``, String(status), reactions[reaction]];
  });
  return toTable(["code", "status", "a client should"], rows);
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function escapeCell(text: string): string {
  return text.replace(/[|<>*_\\]/gu, (character) => `\\${character}`);
}
