import type { z } from "zod";
import { parseOptions } from "./arguments.ts";
import type { Tools } from "./database.ts";
import type { Answer } from "./output.ts";

/** The terminal, as far as commands read from it. */
export type Terminal = { readLine(): Promise<string> };

/** A command of the operator, ready to be run. */
export type Command = {
  usage: string;
  summary: string;
  /** Parses at once, so that a mistake is told before anything is started; then runs. */
  prepare(args: string[]): (tools: Tools, terminal: Terminal) => Promise<Answer>;
};

/** Declares a command by its options and what it does. */
export function defineCommand<Options extends z.ZodObject>(definition: {
  usage: string;
  summary: string;
  options: Options;
  run(options: z.output<Options>, tools: Tools, terminal: Terminal): Promise<Answer>;
}): Command {
  const { usage, summary, options, run } = definition;
  return {
    usage,
    summary,
    prepare: (args) => {
      const parsed = parseOptions(options, args);
      return (tools, terminal) => run(parsed, tools, terminal);
    },
  };
}
