import { COMPONENTS, type JsonSchema } from "./schemas.ts";

/** One property of an input or output: `type` in words, with its bounds; `named` what of it has a name of its own. */
export type Field = { name: string; type: string; named: string[]; required: boolean; fallback: string | null };

/** The properties of an object, for people to read. */
export function toFields({ properties = {}, required = [] }: JsonSchema): Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: toType(schema),
    named: toNames(schema),
    required: required.includes(name),
    fallback: schema.default === undefined ? null : JSON.stringify(schema.default),
  }));
}

/** A schema's type in words, such as `string, 1 to 80 characters` or `list of Message`. */
export function toType(schema: JsonSchema): string {
  const { $ref, anyOf, oneOf, items, additionalProperties } = schema;
  if ($ref) return $ref.slice(COMPONENTS.length);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const options = anyOf ?? oneOf;
  if (options) return [...new Set(options.map(toType))].join(" or ");
  if (items) return `list of ${toType(items)}${toBounds(schema, "Items", "")}`;
  if (additionalProperties) return `object of ${toType(additionalProperties)}, by key`;
  if (schema.properties) return `{ ${toFields(schema).map(toShortField).join(", ")} }`;
  const type = [schema.type ?? "anything"].flat().join(" or ");
  if (typeof schema.description === "string") return `${type}: ${schema.description}`;
  return type === "string" ? `string${toBounds(schema, "Length", " characters")}` : `${type}${toNumberBounds(schema)}`;
}

function toShortField({ name, type, required }: Field): string {
  return `${name}${required ? "" : "?"}: ${type}`;
}

function toBounds(schema: JsonSchema, what: "Length" | "Items", unit: string): string {
  return toRange(schema[`min${what}`], schema[`max${what}`], unit);
}

function toNumberBounds({ minimum, maximum }: JsonSchema): string {
  return toRange(minimum, maximum, "");
}

function toRange(least: unknown, most: unknown, unit: string): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
  if (most !== undefined) return `, at most ${most}${unit}`;
  return least !== undefined && least !== 0 ? `, at least ${least}${unit}` : "";
}

function toNames(schema: JsonSchema): string[] {
  const found = JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/gu);
  return [...new Set([...found].map((match) => match[1] ?? ""))];
}
