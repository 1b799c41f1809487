export const locales = ["en", "ja"] as const;
export type Locale = (typeof locales)[number];

/** The cookie that holds a language chosen in the settings; without it the browser's languages decide. */
export const LOCALE_COOKIE = "locale";

/** The language to greet somebody in: the chosen one, else the first of the browser's that we speak, else English. */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  const asked = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters
        .find((it) => it.trim().startsWith("q="))
        ?.trim()
        .slice(2);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag.split("-")[0] ?? "");
  return [chosen ?? "", ...asked].find(isLocale) ?? "en";
}

/**
 * The language with the reader's region, such as `en-GB`: what dates and numbers are written by. Only a browser knows.
 */
export function toRegional(locale: Locale, asked: readonly string[]): string {
  return asked.find((tag) => toLocale(tag) === locale) ?? locale;
}

/** The language of a tag such as `ja-JP`, as far as we speak it. */
export function toLocale(tag: string): Locale {
  const language = tag.split("-")[0] ?? "";
  return isLocale(language) ? language : "en";
}

export function isLocale(text: string): text is Locale {
  return locales.some((locale) => locale === text);
}
