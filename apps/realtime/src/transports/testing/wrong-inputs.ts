import { type CommandName, commands, newId } from "@hiroba/protocol";
import { z } from "zod";

type JsonSchema = {
  type?: string;
  format?: string;
  enum?: string[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
};

const oddList = [{}];
const longText = "x".repeat(50_000);

/** A value of every kind that JSON has, made so that no field of the contract takes it unless it takes the whole kind. */
const samples: [kind: string, value: unknown][] = [
  ["object", {}],
  ["object", { $ne: null }],
  ["array", []],
  ["array", oddList],
  ["number", 0.5],
  ["number", -1],
  ["number", 1e300],
  ["boolean", true],
  ["null", null],
  ["string", ""],
  ["string", longText],
];

/** Kinds of which a field of that kind refuses the samples too; the rest are fine where the kind is. */
const refusedInKind = new Set<unknown>([0.5, -1, 1e300, oddList, longText]);

/** What nobody may send to a command: whatever is no object, each field of each wrong kind or missing, and a field too many. */
export function toWrongInputs(name: CommandName): { why: string; input: unknown }[] {
  const { properties = {}, required = [] } = toInputSchema(name);
  const fitting = toFittingInput(name);
  const wrongFields = Object.entries(properties).flatMap(([field, schema]) =>
    samples
      .filter(([kind, value]) => !takes(schema, kind) || refusedInKind.has(value))
      .map(([kind, value]) => ({ why: `${field}: ${kind}`, input: { ...fitting, [field]: value } })),
  );
  const missing = required.map((field) => ({ why: `no ${field}`, input: { ...fitting, [field]: undefined } }));
  const extra = ["extra", "constructor", "toString", "rev"].map((field) => ({
    why: `${field} too many`,
    input: { ...fitting, [field]: "hm" },
  }));
  const whole = [[], [fitting], "text", 5, true].map((input) => ({ why: JSON.stringify(input), input }));
  return [...wrongFields, ...missing, ...extra, ...whole];
}

/** The shortest input that a command's schema takes, with those of its fields that `about` has from there. */
export function toFittingInput(name: CommandName, about: Record<string, unknown> = {}): Record<string, unknown> {
  const { properties = {}, required = [] } = toInputSchema(name);
  return Object.fromEntries(
    required.map((field) => [field, about[field] ?? toFitting(field, properties[field] ?? {})]),
  );
}

function toInputSchema(name: CommandName): JsonSchema {
  return z.toJSONSchema(commands[name].input, { io: "input" }) as JsonSchema;
}

function toFitting(field: string, schema: JsonSchema): unknown {
  const { type, format, enum: words, items, anyOf } = schema;
  if (anyOf?.[0]) return toFitting(field, anyOf[0]);
  if (type === "array") return [toFitting(field, items ?? {})];
  if (type === "integer") return 1;
  if (type === "boolean") return true;
  if (field === "emoji") return "👍";
  return format === "lowercase" ? newId() : (words?.[0] ?? "something");
}

function takes({ type, anyOf, format, enum: words }: JsonSchema, kind: string): boolean {
  if (anyOf) return anyOf.some((one) => takes(one, kind));
  if (kind === "string") return type === "string" && format === undefined && words === undefined;
  return type === kind;
}
