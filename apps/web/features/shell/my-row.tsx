"use client";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { useMe, usePresence } from "@/store/hooks";
import { useStore } from "@/store/store";
import { Avatar } from "@/ui/avatar";
import { Link } from "@/ui/link";
import { Skeleton } from "@/ui/skeleton";

/** Myself, at the foot of the sidebar; leads to the settings. */
export function MyRow({ compact = false }: { compact?: boolean }) {
  const t = useTranslations("shell");
  const people = useTranslations("people");
  const me = useMe();
  const live = useStore(({ view }) => view?.connection.status === "live");
  const there = usePresence(me?.id ?? "");
  // Without a connection nobody else sees me.
  const presence = live ? there : "offline";
  if (!me) return <Skeleton className="m-1 size-9 rounded-md" />;
  const avatar = <Avatar id={me.id} name={me.name} presence={presence} />;
  return (
    <Link
      href="/settings"
      className={classes("flex min-w-0 items-center gap-2.5 rounded-md p-1 hover:bg-hover", !compact && "flex-1")}
    >
      {avatar}
      <span className="sr-only">{t("settingsOf")}</span>
      {!compact && (
        <span className="grid min-w-0 leading-tight">
          <span className="truncate font-medium text-sm">{me.name}</span>
          <span className="truncate text-2xs text-ink-soft">{people(`presence.${presence}`)}</span>
        </span>
      )}
    </Link>
  );
}
