"use client";
import { setNonce } from "get-nonce";
import type { ReactNode } from "react";
import { LateNote } from "@/features/pages/late-note";
import type { Locale } from "@/lib/locale";
import type { Messages } from "@/lib/messages";
import { useComposingEscape } from "@/lib/use-composing-escape";
import { TooltipProvider } from "@/ui/tooltip";
import { LanguageProvider } from "./language-provider";
import { ThemeSync } from "./theme-sync";
import { Toaster } from "./toaster";

type ProvidersProps = { locale: Locale; messages: Messages; nonce: string; children: ReactNode };

/** What every page stands in. */
export function Providers({ locale, messages, nonce, children }: ProvidersProps) {
  // Radix's scroll lock adds a style sheet, which the content security policy lets in by this.
  if (nonce) setNonce(nonce);
  useComposingEscape();
  return (
    <LanguageProvider locale={locale} messages={messages}>
      <TooltipProvider delayDuration={500} skipDelayDuration={200}>
        {children}
        <LateNote />
        <Toaster />
        <ThemeSync />
      </TooltipProvider>
    </LanguageProvider>
  );
}
