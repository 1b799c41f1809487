import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { Html, html } from "./html.ts";

/** A style sheet that stands in the page itself, with the hash by which the page's policy allows it. */
export type Style = { element: Html; hash: string };

/** Makes a style sheet fit for a page whose policy allows nothing else. */
export function createStyle(css: string): Style {
  const hash = createHash("sha256").update(css).digest("base64");
  // Our own constant, not a person's text: escaping would change it, and its hash.
  return { element: new Html(`<style>${css}</style>`), hash };
}

export type Page = { language: string; title: string; head?: Html; body: Html; style: Style };

/** The whole document around a page's body, which closes itself: that of a page without end is left open. */
export function toDocument({ language, title, head, body, style }: Page): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}${style.element}
</head>
${body}
`;
}

/**
 * What a page of ours may do: be styled by its own sheet and send forms home. No script, no image, nothing from
 * elsewhere, whatever somebody managed to put into it. `frames` says whether our own pages may show it in a frame.
 */
export function toPageHeaders({ style, frames = "none" }: { style: Style; frames?: "none" | "own" }) {
  const ancestors = frames === "own" ? "'self'" : "'none'";
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [
      "default-src 'none'",
      `style-src 'sha256-${style.hash}'`,
      "form-action 'self'",
      "frame-src 'self'",
      "base-uri 'none'",
      `frame-ancestors ${ancestors}`,
    ].join("; "),
    "cache-control": "no-store",
    // Not "no-referrer", with which browsers send their own forms from an Origin of "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
  };
}

/** Answers with a page. */
export function sendPage(reply: FastifyReply, page: Page, frames: "none" | "own" = "none"): FastifyReply {
  return reply.headers(toPageHeaders({ style: page.style, frames })).send(toDocument(page).toString());
}
