/** Text that is safe to stand in a page: made by `html` alone, so that what a person wrote cannot pass for it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand between the pieces of a template. Nothing is shown for null, undefined and false. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A piece of a page: everything put into it is escaped, but for other pieces. Attributes have to be quoted. */
export function html(pieces: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const text = pieces.map((piece, index) => piece + toText(contents[index])).join("");
  return new Html(text);
}

function toText(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.toString();
  if (typeof content === "object") return content.map(toText).join("");
  return String(content).replace(/[&<>"']/gu, (character) => escapes[character] ?? "");
}
