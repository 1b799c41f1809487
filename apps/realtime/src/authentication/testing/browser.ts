import type { CommandInput, CommandName, CommandOutput, Failure, Result } from "@hiroba/protocol";
import { CLIENT_HEADER } from "../../transports/origin.ts";

/** A browser as the server sees one: it keeps the session cookie and says where its requests come from. */
export type Browser = {
  cookie: string | null;
  setCookies: string[];
  call<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    headers?: Record<string, string>,
  ): Promise<Result<CommandOutput<Name>>>;
  /** Like `call`, for what must succeed. */
  must<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  signIn(username: string, password: string): Promise<Result<{ userId: string }>>;
  send(path: string, init?: RequestInit): Promise<Response>;
};

/** Opens a browser without cookies. */
export function openBrowser(url: string): Browser {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await browser.send(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", origin: url, ...headers },
    });
    return response.json();
  };
  const browser: Browser = {
    cookie: null,
    setCookies: [],
    call: (name, input, headers) => post(`/v1/commands/${name}`, input, headers),
    must: async (name, input) => {
      const result = await browser.call(name, input);
      if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.error)}`);
      return result.data;
    },
    signIn: (username, password) => post("/api/auth/sign-in/username", { username, password }),
    send: async (path, init = {}) => {
      const headers = new Headers({ [CLIENT_HEADER]: "1", ...(init.headers as Record<string, string>) });
      if (browser.cookie) headers.set("cookie", browser.cookie);
      const response = await fetch(url + path, { ...init, headers });
      browser.setCookies = response.headers.getSetCookie();
      for (const text of browser.setCookies) {
        const [pair = ""] = text.split(";");
        browser.cookie = /max-age=0\b/i.test(text) ? null : pair;
      }
      return response;
    },
  };
  return browser;
}

/** The failure of a refused command; throws when it was not refused. */
export function refusalOf(result: Result<unknown>): Pick<Failure, "code" | "details"> {
  if (result.ok) throw new Error(`This should have been refused: ${JSON.stringify(result.data)}`);
  return { code: result.error.code, details: result.error.details };
}
