import { createStyle } from "../pages/send-page.ts";
import { tokens } from "../pages/tokens.ts";

export const docsStyle = createStyle(`${tokens}
main, header { max-width: 60rem; margin: 0 auto; padding: 0 16px; }
header { padding-top: 32px; }
h1 { margin: 0 0 8px; font-size: 1.75rem; line-height: 1.25; }
h2 { margin: 48px 0 8px; font-size: 1.3rem; }
h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
p { margin: 4px 0 8px; max-width: 72ch; text-wrap: pretty; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 16px 0 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 4px 0; }
section > article { margin: 16px 0; padding: 16px; background: var(--raised); border: 1px solid var(--line); border-radius: 10px; }
.soft { color: var(--ink-soft); font-size: 0.9rem; }
table { width: 100%; margin: 8px 0; border-collapse: collapse; font-size: 0.9rem; table-layout: fixed; }
caption { padding: 8px 0 4px; text-align: left; color: var(--ink-soft); font-weight: 600; }
td, th { padding: 6px 12px 6px 0; vertical-align: top; text-align: left; font-weight: 400; border-top: 1px solid var(--line); }
th { width: 30%; }
td.when { width: 22%; color: var(--ink-soft); }
footer { max-width: 60rem; margin: 64px auto 48px; padding: 0 16px; }
@media (max-width: 600px) {
  section > article { padding: 12px; }
  td.when { display: none; }
  th { width: 40%; }
}
`);
