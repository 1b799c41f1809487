/**
 * The colours of the web app's theme that pages without it use, by role. Browsers that do not know `light-dark` get the
 * nearest plain colours.
 */
export const tokens = `
:root {
  color-scheme: light dark;
  --sunken: #f5f1ed; --surface: #fdfcfa; --raised: #fff; --line: #e0dad4; --line-strong: #8c837a;
  --ink: #261f1a; --ink-soft: #655b53; --accent: #c5490f; --on-accent: #fff; --accent-ink: #a93a08;
  --accent-soft: #ffeadb; --bad: #bb1f34; --highlight: #fff2d3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --sunken: #14171c; --surface: #1d2026; --raised: #282c33; --line: #3b3f47; --line-strong: #7d828c;
    --ink: #f0ece7; --ink-soft: #b8b1a9; --accent: #f08a4b; --on-accent: #260f03; --accent-ink: #ffa36e;
    --accent-soft: #492c1d; --bad: #ff8d8d; --highlight: #41341f;
  }
}
@supports (color: light-dark(#000, #fff)) {
  :root {
    --sunken: light-dark(oklch(0.962 0.008 72), oklch(0.205 0.013 262));
    --surface: light-dark(oklch(0.992 0.003 78), oklch(0.243 0.014 262));
    --raised: light-dark(oklch(1 0 0), oklch(0.292 0.016 262));
    --line: light-dark(oklch(0.89 0.012 72), oklch(0.365 0.016 262));
    --line-strong: light-dark(oklch(0.62 0.016 65), oklch(0.6 0.016 262));
    --ink: light-dark(oklch(0.235 0.016 58), oklch(0.945 0.007 80));
    --ink-soft: light-dark(oklch(0.468 0.018 60), oklch(0.765 0.012 78));
    --accent: light-dark(oklch(0.575 0.168 40), oklch(0.735 0.152 49));
    --on-accent: light-dark(oklch(1 0 0), oklch(0.205 0.04 45));
    --accent-ink: light-dark(oklch(0.505 0.15 38), oklch(0.795 0.125 54));
    --accent-soft: light-dark(oklch(0.948 0.032 58), oklch(0.335 0.048 46));
    --bad: light-dark(oklch(0.515 0.19 22), oklch(0.755 0.135 20));
    --highlight: light-dark(oklch(0.973 0.028 86), oklch(0.305 0.03 78));
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--surface); color: var(--ink); font: 1rem/1.55 ui-sans-serif, system-ui, "Hiragino Sans",
    "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", sans-serif, "Apple Color Emoji", "Noto Color Emoji";
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%; overflow-wrap: anywhere; line-break: strict;
}
:lang(ja) { line-height: 1.7; }
a { color: var(--accent-ink); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
