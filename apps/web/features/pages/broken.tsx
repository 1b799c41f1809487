"use client";
import { useTranslations } from "next-intl";
import { isScriptLost } from "@/lib/lazy-part";
import { Button } from "@/ui/button";
import { LostDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";
import { LostScreen } from "./lost";

/** Stands in for a page that threw. */
export function Broken({ error, reset }: { error?: Error; reset: () => void }) {
  const t = useTranslations("pages.broken");
  if (error && isScriptLost(error)) return <LostScreen />;
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        level="h1"
        drawing={<LostDrawing />}
        title={t("title")}
        action={
          <Button look="primary" onClick={reset}>
            {t("action")}
          </Button>
        }
      >
        {t("text")}
      </EmptyState>
    </main>
  );
}
