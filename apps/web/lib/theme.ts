export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The cookie that holds a theme chosen in the settings, so that the first paint is right already. */
export const THEME_COOKIE = "theme";

export function isTheme(text: string | undefined): text is Theme {
  return themes.some((theme) => theme === text);
}
