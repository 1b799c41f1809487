/** A browser without a script, as w3m is one: it keeps cookies, follows redirects, sends forms, and tells no origin. */
export type TextBrowser = {
  get(path: string, headers?: Record<string, string>): Promise<TextPage>;
  /** Sends a form of a page with what was typed into it. */
  submit(
    page: TextPage,
    action: string,
    typed: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<TextPage>;
  /** Opens a page that never ends. */
  open(path: string): Promise<OpenPage>;
};

export type TextPage = {
  path: string;
  status: number;
  headers: Headers;
  html: string;
  /** The page without its tags. */
  text: string;
  /** The values a form of this page starts with, by its action. */
  form(action: string): Record<string, string>;
};

export type OpenPage = {
  headers: Headers;
  /** What has come so far. */
  html(): string;
  /** Waits until it has come. */
  shows(text: string): Promise<void>;
  /** Resolves when the server has ended the page. */
  ended: Promise<void>;
  close(): void;
};

export function openTextBrowser(url: string, language = "en"): TextBrowser {
  const cookies = new Map<string, string>();

  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("accept-language", headers.get("accept-language") ?? language);
    headers.set("user-agent", headers.get("user-agent") ?? "w3m/0.5.3");
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    for (const text of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(text) ?? [];
      if (/max-age=0\b/iu.test(text)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };

  const load = async (path: string, init: RequestInit = {}): Promise<TextPage> => {
    const response = await request(path, init);
    const location = response.headers.get("location");
    if (location === null) return toPage(path, response, await response.text());
    await response.body?.cancel();
    return load(location.replace(/#.*$/u, ""));
  };

  return {
    get: (path, headers = {}) => load(path, { headers }),
    submit: (page, action, typed, headers = {}) => {
      const body = new URLSearchParams({ ...page.form(action), ...typed }).toString();
      return load(action, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      });
    },
    open: async (path) => {
      const controller = new AbortController();
      return toOpenPage(await request(path, { signal: controller.signal }), controller);
    },
  };
}

function toPage(path: string, response: Response, html: string): TextPage {
  return {
    path,
    status: response.status,
    headers: response.headers,
    html,
    text: toPlain(html),
    form: (action) => readForm(html, action),
  };
}

function readForm(html: string, action: string): Record<string, string> {
  const forms = [...html.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>([\s\S]*?)<\/form>/gu)];
  const [, , inside] = forms.find((form) => form[1] === action) ?? [];
  if (inside === undefined) throw new Error(`There is no form for ${action} in:\n${html}`);
  const inputs = [...inside.matchAll(/<input\b[^>]*>/gu)].map(([tag]) => [
    readAttribute(tag, "name"),
    readAttribute(tag, "value"),
  ]);
  const areas = [...inside.matchAll(/(<textarea\b[^>]*>)\n?([\s\S]*?)<\/textarea>/gu)];
  const texts = areas.map(([, tag = "", text = ""]) => [readAttribute(tag, "name"), decode(text)]);
  return Object.fromEntries([...inputs, ...texts]);
}

function readAttribute(tag: string, name: string): string {
  return decode(new RegExp(`\\b${name}="([^"]*)"`, "u").exec(tag)?.[1] ?? "");
}

function toPlain(html: string): string {
  const body = html.replace(/<head>[\s\S]*?<\/head>/u, "").replace(/<br>/gu, "\n");
  return decode(body.replace(/<[^>]*>/gu, "")).replace(/[ \t]+/gu, " ");
}

const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

function decode(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp);/gu, (entity) => entities[entity] ?? entity);
}

function toOpenPage(response: Response, controller: AbortController): OpenPage {
  let html = "";
  const waiting = new EventTarget();
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      html += decoder.decode(bytes, { stream: true });
      waiting.dispatchEvent(new Event("more"));
    }
  };
  const ended = read();
  ended.catch(() => undefined);
  return {
    headers: response.headers,
    html: () => html,
    shows: async (text) => {
      while (!html.includes(text))
        await new Promise((resolve) => waiting.addEventListener("more", resolve, { once: true }));
    },
    ended,
    close: () => controller.abort(),
  };
}
