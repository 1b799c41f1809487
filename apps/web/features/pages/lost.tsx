"use client";
import { useTranslations } from "next-intl";
import { closeOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { LostDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";

/** Stands in for a part whose script could not be loaded. */
export function LostPart() {
  return <Loss level="h2" />;
}

/** The same for a whole screen. */
export function LostScreen() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <Loss level="h1" />
    </main>
  );
}

/** The same for what stands over the page, which can be put away. */
export function LostOverlay() {
  const t = useTranslations("pages.lost");
  return <Dialog open title={t("title")} description={t("text")} actions={<Reload />} onClose={closeOverlay} />;
}

function Loss({ level }: { level: "h1" | "h2" }) {
  const t = useTranslations("pages.lost");
  return (
    <EmptyState level={level} drawing={<LostDrawing />} title={t("title")} action={<Reload />}>
      {t("text")}
    </EmptyState>
  );
}

function Reload() {
  const t = useTranslations("pages.lost");
  return (
    <Button look="primary" onClick={() => window.location.reload()}>
      {t("action")}
    </Button>
  );
}
