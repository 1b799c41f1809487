import { type CommandName, commands } from "@hiroba/protocol";

/** Who may call a command, in words. */
export const actors = {
  anyone: "anyone, even signed out",
  session: "a signed-in browser, not an access token",
  user: "anyone signed in, by session or access token",
} as const;

/** What a command does, in words. */
export const effects = {
  write: "appends to the log",
  read: "reads",
  signal: "passes a signal on",
  cookie: "signs a browser in or out; over HTTP only",
} as const;

export type CommandGroup = { feature: string; names: CommandName[] };

/** The commands by feature, in the order of the table: `message.send` belongs to `message`. */
export function groupCommands(): CommandGroup[] {
  const groups = new Map<string, CommandName[]>();
  for (const name of Object.keys(commands) as CommandName[]) {
    const feature = name.slice(0, name.indexOf("."));
    groups.set(feature, [...(groups.get(feature) ?? []), name]);
  }
  return [...groups].map(([feature, names]) => ({ feature, names }));
}
