import { UsageError } from "./arguments.ts";
import type { Command, Terminal } from "./command.ts";
import { tokenCreate } from "./create-token.ts";
import { userCreate } from "./create-user.ts";
import { workspaceCreate } from "./create-workspace.ts";
import { type Place, withTools } from "./database.ts";
import { userList } from "./list-users.ts";
import { escapeControls, toText } from "./output.ts";
import { logRenew } from "./renew-log.ts";
import { userSetPassword } from "./set-password.ts";

const commands: Record<string, Command> = {
  "workspace create": workspaceCreate,
  "user create": userCreate,
  "user list": userList,
  "user set-password": userSetPassword,
  "token create": tokenCreate,
  "log renew": logRenew,
};

/** What a run of the command line says, and its exit code: 0 done, 1 refused or failed, 2 not understood. */
export type Outcome = { code: 0 | 1 | 2; stdout: string; stderr: string };

/** Runs one command. */
export async function run(args: string[], place: Place, terminal: Terminal): Promise<Outcome> {
  const asJson = args.includes("--json");
  const [noun = "help", verb = "", ...rest] = args.filter((arg) => arg !== "--json");
  if (["help", "--help", "-h"].includes(noun)) return { code: 0, stdout: help(), stderr: "" };
  const name = `${noun} ${verb}`;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    return { code: 2, stdout: "", stderr: `There is no command "${escapeControls(name.trim())}".\n\n${help()}` };
  if (rest.includes("--help") || rest.includes("-h")) return { code: 0, stdout: toUsage(name, command), stderr: "" };
  try {
    const work = command.prepare(rest);
    const answer = await withTools(place, (tools) => work(tools, terminal));
    return { code: 0, stdout: toText(answer, asJson), stderr: "" };
  } catch (error) {
    const message = toText({ json: null, lines: [toMessage(error)] }, false);
    if (error instanceof UsageError) return { code: 2, stdout: "", stderr: `${message}\n${toUsage(name, command)}` };
    return { code: 1, stdout: "", stderr: message };
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toUsage(name: string, { usage, summary }: Command): string {
  return `pnpm hiroba ${name} ${usage}`.trimEnd().concat(`\n    ${summary}\n`);
}

function help(): string {
  const usages = Object.entries(commands).map(([name, command]) => toUsage(name, command));
  return [
    "The operator's command line. It works whether or not Hiroba is running.\n",
    ...usages,
    "--json answers in JSON. --password - reads the password from the first line of the input.",
    "HIROBA_DATA (./data) says where the embedded database is, DATABASE_URL names another.\n",
  ].join("\n");
}
