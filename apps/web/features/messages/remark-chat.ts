import {
  findMentions,
  foldUsername,
  JAPANESE_PUNCTUATION,
  limits,
  ROOM_MENTION,
  resolveMention,
} from "@hiroba/protocol";

/** As much of mdast as this needs. */
type Node = {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
  position?: { start: { offset?: number }; end: { offset?: number } };
  /** A table's, one for each heading. */
  align?: readonly unknown[] | null;
  data?: { hName?: string; hProperties: object };
};

export type ChatOptions = {
  /** Who is called in this message: user ids by username. */
  called: ReadonlyMap<string, string>;
  /** Whether it calls everybody in the room. */
  room: boolean;
};

const punctuation = new RegExp(`[${JAPANESE_PUNCTUATION}]`, "u");
/** Where a further address begins behind such punctuation. */
const nextAddress = new RegExp(`(?<=[${JAPANESE_PUNCTUATION}][^/]*)(?=https?://)`, "iu");

/**
 * A remark plugin for what chat adds to Markdown: a line break is a line break, mentions stand out, addresses end where
 * Japanese goes on, lists and quotes run the way their writing does, and tables are no larger than what was typed.
 */
export function remarkChat(options: ChatOptions) {
  return (tree: Node) => visit(tree, options);
}

function visit(node: Node, options: ChatOptions): void {
  if (!node.children) return;
  if (isInflated(node)) node.align = null;
  // Bullets, numbers and a quote's line stand where their text begins, which in Arabic is on the right.
  if (node.type === "list" || node.type === "blockquote") node.data = { hProperties: { dir: "auto" } };
  node.children = node.children.flatMap((child) => {
    if (child.type === "text") return splitText(child.value ?? "", options);
    return isBareAddress(child) ? splitAddresses(child, options) : [child];
  });
  for (const child of node.children) {
    if (child.type !== "mention") visit(child, options);
  }
}

/**
 * Rows are filled up with cells to as many as there are headings. A message has room for a thousand headings and 2,900
 * rows of one cell: the millions between would stop every page that shows it. Without alignment rows stay as they are.
 */
function isInflated({ align, children }: Node): boolean {
  return (align?.length ?? 0) * (children?.length ?? 0) > limits.messageLength;
}

/** A link that is no more than its address, as it was typed. */
function isBareAddress({ type, children, position }: Node): boolean {
  const typed = (position?.end.offset ?? 0) - (position?.start.offset ?? 0);
  return type === "link" && children?.length === 1 && (!position || typed === children[0]?.value?.length);
}

/** GFM's addresses go on to the next space; these end at Japanese punctuation, and others may follow behind it. */
function splitAddresses(link: Node, options: ChatOptions): Node[] {
  const { url = "", children: [{ value: text = "" } = {}] = [] } = link;
  if (!punctuation.test(text)) return [link];
  return text.split(nextAddress).flatMap((part, index) => {
    const [address = ""] = part.split(punctuation, 1);
    const target = index === 0 ? url.slice(0, url.length - text.length) + address : address;
    if (!URL.canParse(target)) return splitText(part, options);
    return [{ ...link, url: target, children: [toText(address)] }, ...splitText(part.slice(address.length), options)];
  });
}

function splitText(text: string, options: ChatOptions): Node[] {
  return text.split("\n").flatMap((line, index) => {
    const nodes = splitLine(line, options);
    return index === 0 ? nodes : [{ type: "break" }, ...nodes];
  });
}

function splitLine(line: string, { called, room }: ChatOptions): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const { start, name } of findMentions(line)) {
    const username = resolveMention(name, (it) => called.has(it) || (room && it === ROOM_MENTION));
    if (username === undefined) continue;
    const end = start + 1 + sourceLength(name, username);
    nodes.push(
      toText(line.slice(from, start)),
      toMention(line.slice(start, end), called.get(username) ?? ROOM_MENTION),
    );
    from = end;
  }
  return [...nodes, toText(line.slice(from))].filter((node) => node.type !== "text" || node.value !== "");
}

/** How much of what was typed the name is: normalisation may have changed its length. */
function sourceLength(typed: string, username: string): number {
  const characters = [...typed];
  for (let length = 1; length <= characters.length; length++) {
    const part = characters.slice(0, length).join("");
    if (foldUsername(part) === username) return part.length;
  }
  return typed.length;
}

function toText(value: string): Node {
  return { type: "text", value };
}

function toMention(text: string, userId: string): Node {
  return { type: "mention", children: [toText(text)], data: { hName: "mark", hProperties: { dataUser: userId } } };
}
