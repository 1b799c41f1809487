import { JAPANESE_PUNCTUATION } from "@hiroba/protocol";
import type { Html } from "../pages/html.ts";
import { html } from "../pages/html.ts";

const link = new RegExp(`(?:https?://|mailto:)[^\\s<>"'\`\\p{Cc}${JAPANESE_PUNCTUATION}]+`, "giu");
/**
 * What ends a sentence rather than an address, and brackets that were never opened. It is looked for from where such
 * characters begin: from each of them, thousands within an address would cost their square.
 */
const ending = /(?<![.,;:!?)\]}*_~])[.,;:!?)\]}*_~]+$/u;

/**
 * A message's Markdown as it was typed, with line breaks and links. Only addresses that lead to pages and mail become
 * links: anything else, such as `javascript:`, stays text.
 */
export function toText(body: string): Html {
  const lines = body.split("\n").map((line, index) => html`${index > 0 && html`<br>`}${toLine(line)}`);
  return html`${lines}`;
}

function toLine(line: string): Html {
  const pieces: Html[] = [];
  let end = 0;
  for (const match of line.matchAll(link)) {
    const address = trimAddress(match[0]);
    if (!isWhole(address)) continue;
    pieces.push(html`${line.slice(end, match.index)}${toLink(address)}`);
    end = match.index + address.length;
  }
  return html`${pieces}${line.slice(end)}`;
}

/** Keeps a closing bracket only if the address has an opening one: `https://de.example/Platz_(Stadt)`. */
function trimAddress(text: string): string {
  const rest = ending.exec(text)?.[0] ?? "";
  const bare = text.slice(0, text.length - rest.length);
  return rest.startsWith(")") && bare.includes("(") ? `${bare})` : bare;
}

function isWhole(address: string): boolean {
  return URL.canParse(address) && address.length > "mailto:".length;
}

function toLink(address: string): Html {
  return html`<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${address}</a>`;
}

/** The beginning of a text on one line. */
export function toExcerpt(body: string, length = 100): string {
  const line = body.replace(/\s+/gu, " ").trim();
  const characters = [...line];
  return characters.length <= length ? line : `${characters.slice(0, length).join("")}…`;
}
