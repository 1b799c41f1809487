import { createStyle } from "../pages/send-page.ts";
import { tokens } from "../pages/tokens.ts";

const hues = Array.from({ length: 24 }, (_, index) => `.h${index}{--hue:${index * 15}}`).join("");

/** One sheet for every page of these; text browsers pass over it. */
export const liteStyle = createStyle(`${tokens}
body { background: var(--surface); }
.page main, .frame > main, .bar { max-width: 48rem; margin: 0 auto; padding: 8px 16px; }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 4px 16px; width: 100%;
  border-bottom: 1px solid var(--line); }
.bar h1 { display: inline; margin: 0; font-size: 1.0625rem; line-height: 1.5; }
.bar a, .bar b { display: inline-block; padding: 4px 0; }
.bar a + h1 { margin: 0 4px 0 8px; }
.bar form { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; }
.bar nav { display: flex; gap: 12px; font-size: 0.875rem; }
.topic { display: inline-block; max-width: 100%; font-size: 0.875rem; }
h2 { font-size: 1.0625rem; margin: 16px 0 8px; }
p { margin: 8px 0; text-wrap: pretty; }
.soft, .note, .foot, time, i { color: var(--ink-soft); font-size: 0.8125rem; font-style: normal; }
.note, .more { text-align: center; }
.note { margin: 4px 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.rooms { margin: 0 -12px; padding: 0; list-style: none; }
.rooms a { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; min-height: 44px; padding: 8px 12px; border-radius: 10px;
  color: var(--ink); text-decoration: none; }
.rooms a:hover { background: var(--sunken); }
.rooms bdi { flex: 1 1 50%; }
.counts { flex: none; }
.rooms .soft { flex-basis: 100%; }
.rooms .unread bdi { font-weight: 650; }
.count { padding: 2px 8px; border-radius: 10px; background: var(--accent-soft); color: var(--accent-ink);
  font-size: 0.8125rem; }
.calls { background: var(--accent); color: var(--on-accent); }

article { position: relative; margin: 12px 0; padding-left: 48px; }
article:target { background: var(--highlight); border-radius: 10px; }
article p { margin: 0; }
.who::before { content: attr(data-letter); position: absolute; left: 0; top: 2px; width: 36px; height: 36px; border-radius: 10px;
  font-weight: 600; line-height: 36px; text-align: center; background: var(--accent-soft); color: var(--accent-ink); }
${hues}
@supports (color: light-dark(#000, #fff)) {
  .who::before { background: light-dark(oklch(0.9 0.055 var(--hue)), oklch(0.42 0.07 var(--hue)));
    color: light-dark(oklch(0.38 0.09 var(--hue)), oklch(0.93 0.04 var(--hue))); }
}
.act { margin-left: 4px; padding: 4px; color: var(--ink-soft); font-size: 0.8125rem; text-decoration: none; }
.act:hover, .act:focus-visible { color: var(--accent-ink); text-decoration: underline; }
article > p > br, .bare { display: none; }
.text { display: block; max-width: 72ch; white-space: break-spaces; text-wrap: pretty; }
.fix { padding: 8px 12px; margin-left: 36px; border-left: 2px solid var(--line-strong); }
.quote { display: block; margin: 2px 0; padding-left: 8px; border-left: 2px solid var(--line-strong); color: var(--ink-soft); font-size: 0.875rem; }
.reactions span { display: inline-block; margin: 4px 4px 0 0; padding: 0 8px; border: 1px solid var(--line); border-radius: 10px;
  font-size: 0.875rem; }
.day { margin: 20px 0 8px; text-align: center; font-size: 0.8125rem; font-weight: 600; color: var(--ink-soft); }
.new { margin: 12px 0; border-top: 1px solid var(--accent); color: var(--accent-ink); font-size: 0.8125rem; font-weight: 600; text-align: right; }

.writing { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin: 16px 0 0; }
.writing > p { flex-basis: 100%; min-width: 0; max-width: 100%; margin: 0; }
textarea, input:not([type="hidden"]) { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line-strong);
  border-radius: 10px; padding: 10px 12px; width: 100%; }
textarea { flex: 1 1 12rem; min-width: 0; resize: vertical; min-height: 3.25rem; }
button { min-height: 44px; padding: 8px 20px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent);
  border: 0; border-radius: 10px; cursor: pointer; }
.quiet { padding: 0 4px; color: var(--accent-ink); background: none; font-weight: 400; text-decoration: underline;
  text-underline-offset: 0.15em; }
.replying > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.replying a { flex: none; }
.replying { display: flex; justify-content: space-between; gap: 16px; font-size: 0.875rem; color: var(--ink-soft); }
.problem { padding: 8px 12px; border-left: 3px solid var(--bad); color: var(--bad); background: var(--sunken); border-radius: 6px; }

.door { max-width: 26rem !important; padding-top: 10vh !important; }
.door h1 { font-size: 1.3125rem; line-height: 1.35; text-wrap: balance; }
.card { padding: 8px 20px 12px; background: var(--raised); border: 1px solid var(--line); border-radius: 16px; }
.card label { font-weight: 600; font-size: 0.875rem; }
.card br { display: none; }
.card button { width: 100%; }
small { color: var(--ink-soft); }

.live { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; height: 100vh; height: 100dvh; }
.live .bar { max-width: none; }
iframe { display: block; width: 100%; border: 0; color-scheme: inherit; }
.live main { min-height: 0; }
iframe.lines { height: 100%; }
iframe.write { height: 8.5rem; margin: 0; border-top: 1px solid var(--line); }
/* A column laid from its end: the page stays at its newest line while it grows, without a script. */
.frame > .lines { display: flex; flex-direction: column-reverse; height: 100vh; height: 100dvh; max-width: none; margin: 0;
  overflow-y: auto; }
.frame > .lines > div { width: 100%; max-width: 48rem; margin: 0 auto auto; }
.frame > main > .writing { margin-top: 4px; }

@media (max-width: 480px) {
  article { padding-left: 0; }
  .who::before { position: static; display: inline-block; width: 22px; height: 22px; margin-right: 6px; border-radius: 6px;
    font-size: 0.75rem; line-height: 22px; }
  .fix { margin-left: 0; }
  .topic { display: none; }
}
`);
