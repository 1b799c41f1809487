"use client";
import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { classes } from "@/lib/classes";
import { goBack } from "@/lib/navigation";
import { useMedia } from "@/lib/use-media";
import { useMe } from "@/store/hooks";
import { IconButton } from "@/ui/icon-button";
import { SectionSkeleton } from "./section-skeleton";
import { SectionView } from "./section-view";
import { listSections, type SectionId } from "./sections";
import { SettingsNav } from "./settings-nav";

/** The settings: a list beside its section, on phones one after the other. Back closes them. */
export function SettingsScreen({ section }: { section: string }) {
  const t = useTranslations("settings");
  const narrow = useMedia("narrow");
  const me = useMe();
  const known = me ? listSections(me.role).map(({ id }) => id) : [];
  const chosen = known.find((id) => id === section) ?? null;
  const shown: SectionId | null = chosen ?? (narrow ? null : "profile");
  useEscape(() => goBack("/"));
  return (
    <div className="flex h-(--app-height) overflow-hidden px-safe">
      <div
        className={classes(
          "flex min-h-0 w-full flex-col bg-sunken mid:w-[260px] mid:shrink-0",
          chosen !== null && "max-mid:hidden",
        )}
      >
        <header className="flex min-h-14 items-center gap-1 px-2 pt-safe">
          <IconButton icon={ChevronLeft} label={t("close")} onClick={() => goBack("/")} />
          <h1 className="font-semibold text-lg">{t("title")}</h1>
        </header>
        <SettingsNav shown={narrow ? null : shown} />
      </div>
      <main className={classes("min-w-0 flex-1 overflow-y-auto bg-surface", !chosen !== null && "max-mid:hidden")}>
        <header className="sticky top-0 z-10 flex min-h-14 items-center gap-1 bg-surface px-2 pt-safe mid:hidden">
          <IconButton icon={ChevronLeft} label={t("toList")} onClick={() => goBack("/settings")} />
          <p className="font-semibold text-lg">{chosen && t(`sections.${chosen}`)}</p>
        </header>
        <div className="mx-auto grid max-w-[42rem] gap-6 px-4 pt-2 pb-16 mid:px-8 mid:pt-10">
          {!me && <SectionSkeleton />}
          {me && shown && <SectionView id={shown} />}
        </div>
      </main>
    </div>
  );
}

/** Escape leaves, unless it closed something or an input method took it. */
function useEscape(leave: () => void): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) leave();
    };
    window.addEventListener("keydown", handleKeyDown);
    return () => window.removeEventListener("keydown", handleKeyDown);
  });
}
