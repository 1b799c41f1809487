"use client";
import { NextIntlClientProvider } from "next-intl";
import { toLocale } from "@/lib/locale";
import { Broken } from "./broken";
import { brokenTexts } from "./broken-texts";

/**
 * Stands in for everything when what all pages stand in has thrown. Takes language and theme from the document that it
 * replaces, and brings the rest along.
 */
export function BrokenDocument() {
  const { lang, theme } = readDocument();
  return (
    <html lang={lang} data-theme={theme} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider locale={lang} messages={{ pages: { broken: brokenTexts[toLocale(lang)] } }}>
          <Broken reset={() => window.location.reload()} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

function readDocument(): { lang: string; theme: string } {
  if (typeof document === "undefined") return { lang: "en", theme: "auto" };
  const { lang, dataset } = document.documentElement;
  return { lang, theme: dataset.theme ?? "auto" };
}
