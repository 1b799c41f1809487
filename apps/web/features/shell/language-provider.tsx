"use client";
import { NextIntlClientProvider } from "next-intl";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { rememberChoice } from "@/lib/cookies";
import { isLocale, LOCALE_COOKIE, type Locale, pickLocale, toRegional } from "@/lib/locale";
import { loadMessages, type Messages } from "@/lib/messages";
import { useStore } from "@/store/store";

type Language = { locale: Locale; messages: Messages };

/** Speaks the server's guess first, then what the person chose in their settings, without loading the page again. */
export function LanguageProvider({ children, ...greeting }: Language & { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(greeting);
  const choice = useStore(({ view }) => view?.state?.settings.locale);
  useEffect(() => {
    if (!choice) return;
    rememberChoice(LOCALE_COOKIE, isLocale(choice) ? choice : null);
    const locale = isLocale(choice) ? choice : pickLocale(undefined, navigator.languages.join(","));
    if (locale === document.documentElement.lang) return;
    let left = false;
    loadMessages(locale).then((messages) => {
      if (left) return;
      document.documentElement.lang = locale;
      setLanguage({ locale, messages });
    }, ignoreOffline);
    return () => {
      left = true;
    };
  }, [choice]);
  return (
    <NextIntlClientProvider locale={useRegional(language.locale)} messages={language.messages} timeZone={timeZone()}>
      {children}
    </NextIntlClientProvider>
  );
}

/** The texts could not be loaded: the language stays as it is until the next visit. */
function ignoreOffline(): void {}

/** The region is known to the browser alone; the server writes no dates. */
function useRegional(locale: Locale): string {
  return useSyncExternalStore(
    never,
    () => toRegional(locale, navigator.languages),
    () => locale,
  );
}

const never = () => () => {};

function timeZone(): string {
  return typeof window === "undefined" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}
