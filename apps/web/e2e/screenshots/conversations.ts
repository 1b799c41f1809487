import type { People } from "./people";

/** One thing said: `reply` points at an earlier line by its number, `after` does something with it. */
export type Line = {
  by: keyof People;
  text: string;
  reply?: number;
  reactions?: Record<string, (keyof People)[]>;
  after?: { edit: string } | "delete";
};

const lendings = `Here is what came back this week:

| Book | Days late | Reader |
| --- | ---: | --- |
| The Garden Year | 2 | Ben |
| 雪国 | 0 | 千佳 |
| Small Gods | 11 | Dee |`;

const script = `I wrote a small script for the labels:

\`\`\`ts
const labels = seeds
  .filter(({ sownAt }) => sownAt > lastMonth)
  .map(({ name, bed }) => \`\${bed} · \${name}\`);
\`\`\`

One label for each bed. **Please do not** print all of them at once.`;

const plan = `Plan for Saturday:

1. Turn the compost
2. Plant the daikon and the broad beans
3. Tea at three 🍵`;

export const garden: readonly Line[] = [
  { by: "ben", text: "Good morning! The frost cloth arrived, it is behind the shed." },
  {
    by: "chika",
    text: "ありがとう！助かります。今夜から冷えるそうなので、夕方に掛けておきますね。",
    reactions: { "🙏": ["aiko", "ben"] },
  },
  { by: "ben", text: plan, reactions: { "👍": ["aiko", "chika", "dee", "max"], "🌱": ["chika", "dee"] } },
  { by: "ben", text: "I bring the tea.", after: { edit: "I bring the tea and the cups." } },
  { by: "aiko", text: "Then I bring cake.", reply: 3, reactions: { "🎉": ["ben", "chika", "dee"] } },
  { by: "max", text: "Wrong room, never mind.", after: "delete" },
  { by: "max", text: lendings, reactions: { "👀": ["ben", "dee"] } },
  {
    by: "dee",
    text: "Eleven days, sorry! I could not put it down.",
    reply: 6,
    reactions: { "😂": ["aiko", "ben", "chika"], "📚": ["max"] },
  },
  { by: "chika", text: script },
  { by: "dee", text: "@aiko.tanaka can you open the gate at nine? My key is still with Ben." },
  { by: "aiko", text: "Yes, see you at nine." },
];

export const readingCircle: readonly Line[] = [
  {
    by: "chika",
    text: "来月の課題本を決めましょう。候補は次の三冊です。\n\n- 川端康成『雪国』\n- 梨木香歩『家守綺譚』\n- 小川洋子『博士の愛した数式』",
  },
  {
    by: "ben",
    text: "『家守綺譚』に一票。庭の話が多いので、園芸部の人も楽しめそうです。",
    reactions: { "👍": ["aiko", "chika", "max"], "🌿": ["dee"] },
  },
  { by: "aiko", text: "私も『家守綺譚』がいいです。図書館に三冊あります。", reply: 1 },
  { by: "dee", text: "I read it in English last year. It is lovely." },
  {
    by: "chika",
    text: "では『家守綺譚』にしましょう！日時は十二月五日（土）の十四時から、場所はいつもの和室です。参加できない方は早めに教えてください。",
    after: {
      edit: "では『家守綺譚』にしましょう！日時は十二月五日（土）の十四時半から、場所はいつもの和室です。参加できない方は早めに教えてください。",
    },
    reactions: { "🙌": ["aiko", "ben", "dee", "max"] },
  },
  { by: "max", text: "了解です。" },
  { by: "max", text: "間違えました", after: "delete" },
  { by: "chika", text: "@aiko.tanakaさん、和室の予約をお願いできますか？" },
  { by: "aiko", text: "はい、予約しました。お茶菓子も用意しますね 🍡" },
];

export const general: readonly Line[] = [
  { by: "aiko", text: "Welcome to the Aoba Library chat! Say hello here; everything else has a room of its own." },
  { by: "ben", text: "Hello everybody 👋" },
  { by: "max", text: "Guten Morgen!" },
  { by: "dee", text: "@aiko.tanaka is the reading room open on Monday?" },
];

export const committee: readonly Line[] = [
  { by: "chika", text: "来年度の予算案を共有しました。" },
  { by: "aiko", text: "Thank you, I will read it tonight." },
];

export const trains: readonly Line[] = [
  { by: "ben", text: "The 17:40 runs ten minutes late." },
  { by: "chika", text: "バスのほうが早そうです。" },
];

/** What a room says in which nobody keeps up. */
export const chatter: readonly string[] = [
  "Shelf 3 is sorted.",
  "戻ってきた本が十二冊あります。",
  "Two new readers today.",
  "The printer is out of paper again.",
];
