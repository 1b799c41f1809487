"use client";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { useMe, usePresence } from "@/store/hooks";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Avatar } from "@/ui/avatar";
import { Link } from "@/ui/link";
import { Skeleton } from "@/ui/skeleton";
import { useConnectionWord } from "./use-connection-word";

/** Myself, at the foot of the sidebar; leads to the settings. */
export function MyRow({ compact = false }: { compact?: boolean }) {
  const t = useTranslations("shell");
  const me = useMe();
  const live = useStore(({ view }) => view?.connection.status === "live");
  const there = usePresence(me?.id ?? "");
  // Without a connection nobody else sees me.
  const presence = live ? there : "offline";
  const place = classes("relative flex min-w-0 items-center gap-2.5 rounded-md p-1", !compact && "flex-1");
  if (!me) {
    return (
      <div className={place}>
        <Skeleton className="size-9 rounded-md" />
      </div>
    );
  }
  return (
    <div className={classes(place, "hover:bg-hover")}>
      <Link href="/settings" className="absolute inset-0 rounded-md">
        <span className="sr-only">{t("settingsOf")}</span>
      </Link>
      <Avatar id={me.id} name={me.name} presence={presence} />
      {!compact && (
        <div className="grid min-w-0 leading-tight">
          <span className="truncate font-medium text-sm">{me.name}</span>
          <StatusLine presence={presence} />
        </div>
      )}
    </div>
  );
}

/** Whether others see me here; while something is not live, that instead, and the panel about it on a click. */
function StatusLine({ presence }: { presence: "active" | "away" | "offline" }) {
  const people = useTranslations("people");
  const word = useConnectionWord();
  const look = "truncate text-left text-2xs text-ink-soft";
  if (!word) return <span className={look}>{people(`presence.${presence}`)}</span>;
  return (
    // The mark beside it says and does the same for keyboards and screen readers.
    <button
      type="button"
      aria-hidden
      tabIndex={-1}
      className={`${look} relative animate-[appear_200ms_700ms_both] justify-self-start`}
      onClick={() => openOverlay({ name: "connection" })}
    >
      {word}
    </button>
  );
}
