"use client";
import { useTranslations } from "next-intl";
import { buttonClasses } from "@/ui/button";
import { LostDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";

export function NotFound() {
  const t = useTranslations("pages.notFound");
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        level="h1"
        drawing={<LostDrawing />}
        title={t("title")}
        action={
          <a href="/" className={buttonClasses("primary")}>
            {t("action")}
          </a>
        }
      >
        {t("text")}
      </EmptyState>
    </main>
  );
}
