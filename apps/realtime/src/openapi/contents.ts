import { type CommandName, commands } from "@hiroba/protocol";
import { actors, effects, groupCommands } from "./features.ts";
import { type Field, toFields, toType } from "./fields.ts";
import type { JsonSchema, Schemas } from "./schemas.ts";

/** What there is to read about the contract, the same for the page and for `docs/protocol.md`. */
export type Contents = {
  features: { feature: string; commands: CommandText[] }[];
  /** Every event and signal by its `type`, with its other properties. */
  events: Thing[];
  signals: Thing[];
  /** Everything else that has a name: objects by their properties, the rest in words. */
  things: Thing[];
};
export type CommandText = {
  name: string;
  summary: string;
  actor: string;
  effect: string;
  input: Field[];
  output: Field[];
};
export type Thing = { name: string; fields: Field[]; type: string | null };

export function toContents({ components, inputs, outputs }: Schemas): Contents {
  const toText = (name: CommandName): CommandText => {
    const { summary, actor, effect } = commands[name];
    const [input, output] = [toFields(inputs[name]), toFields(resolve(outputs[name], components))];
    return { name, summary, actor: actors[actor], effect: effects[effect], input, output };
  };
  const { Event: event, Signal: signal, ...others } = components;
  return {
    features: groupCommands().map(({ feature, names }) => ({ feature, commands: names.map(toText) })),
    events: toKinds(event),
    signals: toKinds(signal),
    things: Object.entries(others)
      .map(([name, schema]) => toThing(name, schema))
      .sort((left, right) => left.name.localeCompare(right.name, "en")),
  };
}

/** An output that has a name of its own, as the object that it names. */
function resolve(schema: JsonSchema, components: Schemas["components"]): JsonSchema {
  return schema.$ref ? (components[toType(schema)] ?? schema) : schema;
}

function toKinds(union: JsonSchema | undefined): Thing[] {
  return (union?.oneOf ?? []).map((kind) => {
    const { type, ...properties } = kind.properties ?? {};
    return { name: String(type?.const), fields: toFields({ ...kind, properties }), type: null };
  });
}

function toThing(name: string, schema: JsonSchema): Thing {
  const fields = toFields(schema);
  return { name, fields, type: fields.length > 0 ? null : toType(schema) };
}
