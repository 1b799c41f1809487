/** As much of unified's processor as this needs. */
type Processor = { data(): object };

/**
 * What takes the square of how many there are, as micromark reads it, and how many a message may have of it: with ten
 * times as many a page stands still for seconds, in the browser of everybody who opens the room. Deeper containers also
 * take more of the stack than there is.
 */
const costly: readonly { constructs: readonly string[]; isTooMany(body: string): boolean }[] = [
  { constructs: ["attention"], isTooMany: (body) => count(body, /[*_]/gu) > 1_000 },
  { constructs: ["labelEnd", "gfmPotentialFootnoteCall"], isTooMany: (body) => count(body, /\]/gu) > 1_000 },
  { constructs: ["blockQuote", "list"], isTooMany: (body) => lead(body) > 100 },
];

/** A remark plugin that leaves what a message has too much of as it was typed; code in it stays code. */
export function remarkLimits(this: Processor, body: string): void {
  const disabled = costly.flatMap(({ constructs, isTooMany }) => (isTooMany(body) ? constructs : []));
  if (disabled.length === 0) return;
  const data: { micromarkExtensions?: unknown[] } = this.data();
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), { disable: { null: disabled } }];
}

function count(body: string, sign: RegExp): number {
  return body.match(sign)?.length ?? 0;
}

/** Characters of the longest beginning of a line that opens containers: `> - 1. `. */
function lead(body: string): number {
  const leads = body.match(/^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))+/gmu) ?? [];
  return Math.max(0, ...leads.map(({ length }) => length));
}
