import * as protocol from "@hiroba/protocol";
import { type CommandName, commands } from "@hiroba/protocol";
import { z } from "zod";

/** A JSON Schema (draft 2020-12), as far as it is looked into. */
export type JsonSchema = {
  [keyword: string]: unknown;
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | false;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
};

export type Schemas = {
  /** The things of the contract by name (`Message`, `Event`…), for `$ref`. */
  components: Record<string, JsonSchema>;
  inputs: Record<CommandName, JsonSchema>;
  outputs: Record<CommandName, JsonSchema>;
};

export const COMPONENTS = "#/components/schemas/";

/** Names for what stands in many places and would not be told from any other text by its kind alone. */
const words = new Set(["Id", "Seq", "Time", "Cursor", "Topic", "Username", "Password", "Emoji"]);
/** What says more to a reader than zod's own exact pattern. */
const readable = new Map<z.core.$ZodType, JsonSchema>([
  [protocol.idSchema, { type: "string", format: "uuid", description: "a UUID in lower case" }],
  [
    protocol.timeSchema,
    { type: "string", format: "date-time", description: "UTC with milliseconds, for display only" },
  ],
  [protocol.cursorSchema, { type: "string", description: "opaque to clients" }],
  [protocol.topicSchema, { type: "string", description: "`workspace`, `room:<id>` or `user:<id>`" }],
  [protocol.helloSchema.shape.limits, { type: "object", additionalProperties: { type: "integer" } }],
]);

/** The protocol's own schemas as JSON Schema: what clients may send, and what they are answered. */
export function toSchemas(): Schemas {
  const names = registerNames();
  const inputs = convert(names, "input", commandSchemas("input"));
  const outputs = convert(names, "output", { ...commandSchemas("output"), ...namedSchemas() });
  return {
    // What differs is normalised on its way in: described is what may be sent, since no answer has it.
    components: { ...outputs.components, ...inputs.components },
    inputs: inputs.schemas as Schemas["inputs"],
    outputs: outputs.schemas as Schemas["outputs"],
  };
}

type Names = z.core.$ZodRegistry<{ id: string }>;

function registerNames(): Names {
  const names: Names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas())) names.add(schema, { id });
  return names;
}

/** Every schema that the protocol exports, `messageSchema` as `Message`. */
function namedSchemas(): Record<string, z.ZodType> {
  const named = Object.entries(protocol).flatMap(([name, value]): [string, z.ZodType][] => {
    if (!name.endsWith("Schema") || !(value instanceof z.ZodType)) return [];
    const id = name.charAt(0).toUpperCase() + name.slice(1, -"Schema".length);
    const isThing = value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion;
    if (value === protocol.nothingSchema) return [];
    return isThing || value instanceof z.ZodEnum || words.has(id) ? [[id, value]] : [];
  });
  return Object.fromEntries(named);
}

function commandSchemas(side: "input" | "output"): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, command[side]]));
}

function convert(names: Names, io: "input" | "output", schemas: Record<string, z.ZodType>) {
  const whole = z.toJSONSchema(z.object(schemas), {
    metadata: names,
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => simplify(zodSchema, jsonSchema as JsonSchema, io),
  });
  const moved = JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', `"${COMPONENTS}`));
  return { schemas: moved.properties as Record<string, JsonSchema>, components: toComponents(moved.$defs ?? {}) };
}

function toComponents(definitions: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(definitions).map(([name, { id, ...schema }]) => [name, schema]));
}

function simplify(zodSchema: z.core.$ZodType, schema: JsonSchema, io: "input" | "output"): void {
  // Answers grow with the contract: a client must not refuse a property that it does not know.
  if (io === "output" && schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (io === "input" && zodSchema instanceof z.ZodPipe) describeResult(zodSchema, schema);
  const better = readable.get(zodSchema);
  if (!better) return;
  for (const keyword of Object.keys(schema)) if (keyword !== "id") delete schema[keyword];
  Object.assign(schema, better);
}

/** Text that is normalised first is measured after it; the schema's own bound is on what may be sent at all. */
function describeResult(pipe: z.ZodPipe, schema: JsonSchema): void {
  if (!(pipe.out instanceof z.ZodString)) return;
  const { minLength, maxLength } = pipe.out;
  const least = minLength ? `${minLength} to` : "at most";
  if (maxLength !== null) schema.description = `${least} ${maxLength} characters once normalised`;
}
