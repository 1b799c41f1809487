import { createHash } from "node:crypto";
import { z } from "zod";
import {
  commands,
  eventPageSchema,
  eventSchema,
  failureSchema,
  handshakeSchema,
  helloSchema,
  signalSchema,
  snapshotSchema,
} from "../index.ts";

/** A fingerprint of the wire shape of everything that travels, by name. */
export function toShapes(): Record<string, string> {
  const shapes: Record<string, string> = {};
  for (const [name, { actor, effect, input, output }] of Object.entries(commands)) {
    shapes[name] = toPrint([actor, effect, toJson(input, "input"), toJson(output, "output")]);
  }
  for (const option of [...eventSchema.options, ...signalSchema.options]) {
    shapes[option.shape.type.value] = toPrint(toJson(option, "output"));
  }
  const rest = { eventPageSchema, failureSchema, handshakeSchema, helloSchema, snapshotSchema };
  for (const [name, schema] of Object.entries(rest)) shapes[name] = toPrint(toJson(schema, "output"));
  return shapes;
}

function toJson(schema: z.ZodType, io: "input" | "output"): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}

function toPrint(shape: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sortKeys(shape)))
    .digest("hex")
    .slice(0, 12);
}

/** The order in which fields are written down is no part of the shape. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
