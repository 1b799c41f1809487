/*
 * Addresses as somebody may write them who wants a reader's click to do more than open a page, for every place that
 * makes links of what people write.
 */

const script = "alert(1)";

/** Whatever becomes of these, nobody who follows it gets to anything but a page. */
export const harmfulAddresses: readonly string[] = [
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `javascript://%0a${script}`,
  `javascript:/*--></title></style></textarea></script><svg/onload=${script}>*/`,
  "vbscript:msgbox(1)",
  "VBSCRIPT:msgbox(1)",
  `data:text/html,<script>${script}</script>`,
  "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
  "DATA:image/svg+xml,<svg/onload=alert(1)>",
  "file:///etc/passwd",
  "blob:null/0192a000-0000-7000-8000-00000000000a",
  `filesystem:null/temporary/x.html`,
  `view-source:javascript:${script}`,
  `jar:javascript:${script}!/`,
  "about:blank",
  "intent:#Intent;scheme=file;end",
  "ms-settings:privacy",
  "ftp://files.example/x",
  "irc://chat.example/room",
  "xmpp:aiko@chat.example",
  "tel:110",
  // What a browser takes out of an address or skips before it reads the scheme.
  `java\tscript:${script}`,
  `java\nscript:${script}`,
  `java\rscript:${script}`,
  `\u0000javascript:${script}`,
  `\u0001javascript:${script}`,
  `\u001fjavascript:${script}`,
  `  javascript:${script}`,
  // Spaces of other kinds, and marks that cannot be seen.
  `\u00A0javascript:${script}`,
  `\u2028javascript:${script}`,
  `\u3000javascript:${script}`,
  `\uFEFFjavascript:${script}`,
  `\u200Bjavascript:${script}`,
  `\u202Ejavascript:${script}`,
  `java\u00ADscript:${script}`,
  `\uFF4Aavascript:${script}`,
  // As entities, which Markdown reads.
  `javascript&colon;${script}`,
  `&#106;avascript:${script}`,
  `&#x6A;&#x61;vascript:${script}`,
  `java&Tab;script:${script}`,
  `java&NewLine;script:${script}`,
  `java&#10;script:${script}`,
  `&#1;javascript:${script}`,
  `&nbsp;javascript:${script}`,
  // By percent, which is not decoded before the scheme is read.
  `javascript%3A${script}`,
  `%6Aavascript:${script}`,
  `java\\script:${script}`,
];

/** These lead to a page or to mail. */
export const harmlessAddresses: readonly string[] = [
  "https://example.org/a?b=c#d",
  "HTTP://EXAMPLE.ORG/",
  "mailto:aiko@example.org",
];

/** Every way in which Markdown brings an address into a message, and HTML, which is no such way. */
export function toBodies(address: string): string[] {
  return [
    address,
    `<${address}>`,
    `[a link](${address})`,
    `[a link](<${address}>)`,
    `[a link](${address} "a title")`,
    `![a picture](${address})`,
    `![a picture](<${address}>)`,
    `[by name][it]\n\n[it]: ${address}`,
    `[it]\n\n[it]: <${address}>`,
    `![it]\n\n[it]: ${address}`,
    `[![a picture](${address})](${address})`,
    `| ${address} | [a link](${address}) |\n| --- | --- |\n| ![a picture](${address}) | <${address}> |`,
    `<a href="${address}">a link</a><img src="${address}"><iframe src='${address}'></iframe>`,
  ];
}

/** All entities that React and our own pages write. */
const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
};

/** The addresses in a piece of HTML that a browser would follow or load, as they stand there. */
export function readAddresses(html: string): string[] {
  const attributes = html.matchAll(/\s(?:href|src|srcset|action|formaction|data|poster)="([^"]*)"/giu);
  return [...attributes].map(([, value = ""]) => value.replace(/&[^;]+;/gu, (entity) => entities[entity] ?? entity));
}

/** Of the addresses in a piece of HTML those that lead to no page and no mail, read as a browser does; `""` is one of them. */
export function findHarm(html: string): string[] {
  const isHarmless = (address: string) =>
    address !== "" && /^(?:https?|mailto):$/u.test(new URL(address, "https://chat.example/rooms/it").protocol);
  return readAddresses(html).filter((address) => !isHarmless(address));
}
