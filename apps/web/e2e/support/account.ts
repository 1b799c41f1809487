import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Invite,
  newId,
  type Result,
} from "@hiroba/protocol";

/** Somebody with a session, as a browser would hold it, for what happens beside a story. */
export type Account = {
  id: string;
  name: string;
  username: string;
  /** The session cookie, `name=value`. */
  cookie: string;
  run<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
};

export const PASSWORD = "correct horse";

/** Sets an empty server up; answers its owner. */
export async function setUp(url: string, name: string, workspaceName = "The Square"): Promise<Account> {
  const { output, cookie } = await post(url, "workspace.setUp", { workspaceName, name, password: PASSWORD });
  return toAccount(url, output.user, cookie);
}

/** Brings one more person in, by an invite of the owner. */
export async function join(
  url: string,
  owner: Account,
  name: string,
  options: { kind?: Invite["kind"]; username?: string } = {},
): Promise<Account> {
  const { kind = "member", username } = options;
  const { invite } = await owner.run("invite.create", { id: newId(), kind, maximumUses: 1 });
  const code = invite.path?.slice("/join/".length) ?? "";
  const { output, cookie } = await post(url, "invite.accept", {
    code,
    id: newId(),
    name,
    ...(username && { username }),
    ...(kind === "member" && { password: PASSWORD }),
  });
  return toAccount(url, output.user, cookie);
}

/** The same person, signed in once more, by the name of this browser. */
export async function signInAgain(url: string, account: Account, userAgent?: string): Promise<Account> {
  const response = await fetch(`${url}/api/auth/sign-in/username`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...(userAgent && { "user-agent": userAgent }) },
    body: JSON.stringify({ username: account.username, password: PASSWORD }),
  });
  return toAccount(url, account, readCookie(response));
}

type Person = { id: string; name: string; username: string };

function toAccount(url: string, { id, name, username }: Person, cookie: string): Account {
  return {
    id,
    name,
    username,
    cookie,
    run: async (command, input) => (await post(url, command, input, cookie)).output,
  };
}

async function post<Name extends CommandName>(url: string, name: Name, input: CommandInput<Name>, cookie = "") {
  const response = await fetch(`${url}/v1/commands/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...(cookie && { cookie }) },
    body: JSON.stringify(input),
  });
  const result = (await response.json()) as Result<CommandOutput<Name>>;
  if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.error)}`);
  return { output: result.data, cookie: readCookie(response) };
}

function readCookie(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
