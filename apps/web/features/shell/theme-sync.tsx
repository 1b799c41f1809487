"use client";
import { useEffect } from "react";
import { rememberChoice } from "@/lib/cookies";
import { THEME_COOKIE } from "@/lib/theme";
import { useStore } from "@/store/store";

/** Puts the theme of the person's settings on the page, and keeps it for the next first paint. */
export function ThemeSync() {
  const theme = useStore(({ view }) => view?.state?.settings.theme);
  useEffect(() => {
    if (!theme) return;
    document.documentElement.dataset.theme = theme;
    rememberChoice(THEME_COOKIE, theme === "auto" ? null : theme);
  }, [theme]);
  return null;
}
