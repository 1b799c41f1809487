/** `pages.broken` of the texts, once more: what stands in for everything is part of every page, and they weigh 56 kB. */
export const brokenTexts = {
  en: {
    title: "Something broke",
    text: "This page could not be shown. Your messages are safe.",
    action: "Try again",
  },
  ja: {
    title: "問題が起きました",
    text: "このページを表示できませんでした。メッセージは失われていません。",
    action: "もう一度試す",
  },
};
