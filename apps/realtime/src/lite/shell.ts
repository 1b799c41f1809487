import type { FastifyReply } from "fastify";
import { type Html, html } from "../pages/html.ts";
import { sendPage } from "../pages/send-page.ts";
import { liteStyle } from "./style.ts";
import type { Visitor } from "./visitor.ts";

export type ShellPage = {
  title: string;
  /** Everything in `<body>`. */
  body: Html;
  head?: Html;
  /** Styles the whole page: `live` fills the window with frames. */
  kind?: "live" | "frame" | "page";
};

/** Answers with a page in the visitor's language. Pages of kind `frame` may be shown in our own frames. */
export function sendLite({ reply, words }: Pick<Visitor, "reply" | "words">, page: ShellPage): FastifyReply {
  const { title, head, kind = "page" } = page;
  const body = html`<body class="${kind}">
${page.body}
</body>
</html>`;
  const frames = kind === "frame" ? "own" : "none";
  return sendPage(reply, { language: words.language, title, style: liteStyle, body, ...(head && { head }) }, frames);
}

/** The hidden token that every form carries. */
export function toTokenField({ formToken }: Visitor): Html {
  return html`<input type="hidden" name="token" value="${formToken}">`;
}

/** What went wrong, above a form or alone. */
export function toProblem(text: string | null): Html | null {
  return text === null ? null : html`<p class="problem" role="alert">${text}</p>`;
}

/** Fetches a page again after some seconds; `path` keeps it from counting as read by anybody. */
export function toRefresh(seconds: number, path: string): Html {
  return html`<meta http-equiv="refresh" content="${seconds};url=${path}">
`;
}
