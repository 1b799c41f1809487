import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CommandName, commands, isCommandName } from "./commands.ts";
import { newId } from "./ids.ts";

const names = Object.keys(commands) as CommandName[];

describe.each(names)("%s", (name) => {
  const { input, summary, actor, effect, rate } = commands[name];
  const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });

  it("is called noun.verb and says what it does", () => {
    expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
    expect(summary.length).toBeGreaterThan(5);
    expect(summary).not.toMatch(/\.$/);
  });

  it("takes an object and refuses what it does not know", () => {
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("bounds every text and every list it takes", () => {
    expect(findUnbounded(schema)).toEqual([]);
  });

  it("draws on the allowance of what it does", () => {
    if (actor === "anyone" && effect !== "read") expect(rate).toBe("door");
    if (effect === "signal") expect(rate).toBe("signal");
    if (effect === "cookie") expect(rate).toBe("door");
  });
});

/** The places of a schema that could hold anything: a text without a length, pattern or choice, a list without an end. */
function findUnbounded(schema: z.core.JSONSchema.BaseSchema, path = "input"): string[] {
  const { type, maxLength, pattern, format, maxItems, properties = {}, items, anyOf = [], allOf = [] } = schema;
  const isText = type === "string" && schema.enum === undefined && schema.const === undefined;
  const here = [
    ...(isText && maxLength === undefined && !pattern && !format && allOf.length === 0 ? [path] : []),
    ...(type === "array" && maxItems === undefined ? [path] : []),
  ];
  const below = Object.entries(properties).flatMap(([name, value]) =>
    findUnbounded(asSchema(value), `${path}.${name}`),
  );
  const choices = anyOf.flatMap((choice) => findUnbounded(asSchema(choice), path));
  return [...here, ...below, ...choices, ...(items ? findUnbounded(asSchema(items), `${path}[]`) : [])];
}

function asSchema(value: unknown): z.core.JSONSchema.BaseSchema {
  return value as z.core.JSONSchema.BaseSchema;
}

it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "message.Send", "message.send ", ""])(
  "%j is no command",
  (name) => {
    expect(isCommandName(name)).toBe(false);
  },
);

describe("history", () => {
  it("is asked for in one direction at a time", () => {
    const { input } = commands["message.list"];
    const roomId = newId();
    for (const edge of [{}, { before: 9 }, { after: 9 }, { around: 9 }]) {
      expect(input.safeParse({ roomId, ...edge }).success).toBe(true);
    }
    expect(input.safeParse({ roomId, before: 9, after: 3 }).success).toBe(false);
  });
});
