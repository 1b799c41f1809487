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
import { listSections, type SectionId, sectionIds } from "./sections";
import { SettingsBar } from "./settings-bar";
import { SettingsNav } from "./settings-nav";

/** The settings: a list beside its section, on phones one after the other. Back closes them. */
export function SettingsScreen({ section }: { section: string }) {
  const narrow = useMedia("narrow");
  const me = useMe();
  const known = me ? listSections(me.role).map(({ id }) => id) : sectionIds;
  const chosen = known.find((id) => id === section) ?? null;
  const shown: SectionId | null = chosen ?? (narrow ? null : "profile");
  useEscape(() => goBack("/"));
  return (
    <div className="flex h-(--app-height) overflow-hidden px-safe">
      {narrow && !shown && (
        <main className="flex w-full flex-col bg-sunken">
          <List shown={null} />
        </main>
      )}
      {!narrow && (
        // The server does not know the width: until this browser has said it, styles alone tell the pages of a phone apart.
        <div
          className={classes(
            "flex min-h-0 shrink-0 flex-col bg-sunken mid:w-[260px]",
            section === "" ? "max-mid:w-full" : "max-mid:hidden",
          )}
        >
          <List shown={shown} />
        </div>
      )}
      {(shown || !narrow) && (
        <main
          className={classes(
            "min-w-0 flex-1 overflow-y-auto bg-surface",
            !narrow && section === "" && "max-mid:hidden",
          )}
        >
          {narrow && shown && <SectionBar id={shown} />}
          <div className="mx-auto grid max-w-[42rem] grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-2 pb-16 mid:px-8 mid:pt-10">
            {!me && <SectionSkeleton />}
            {me && shown && <SectionView id={shown} />}
          </div>
        </main>
      )}
    </div>
  );
}

/** All sections, and the way out. */
function List({ shown }: { shown: SectionId | null }) {
  return (
    <>
      <SettingsBar />
      <SettingsNav shown={shown} />
    </>
  );
}

/** On phones: where one is, and the way back to the list. */
function SectionBar({ id }: { id: SectionId }) {
  const t = useTranslations("settings");
  return (
    <header className="sticky top-0 z-10 flex min-h-14 items-center gap-1 bg-surface px-2 pt-safe">
      <IconButton icon={ChevronLeft} label={t("toList")} onClick={() => goBack("/settings")} />
      <h1 className="font-semibold text-lg">{t(`sections.${id}`)}</h1>
    </header>
  );
}

/** Escape leaves, unless it closed something; from a field it goes back to the page first, lest what was typed be lost. */
function useEscape(leave: () => void): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (event.target instanceof HTMLInputElement && event.target.type !== "radio") event.target.blur();
      else leave();
    };
    window.addEventListener("keydown", handleKeyDown);
    return () => window.removeEventListener("keydown", handleKeyDown);
  });
}
