"use client";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Tooltip } from "@/ui/tooltip";
import { useConnectionWord } from "./use-connection-word";

/** How this device is connected: a dot, and a word only when it is not live. Opens the panel with all of it. */
export function ConnectionMark({ wordless = false }: { wordless?: boolean }) {
  const t = useTranslations("connection");
  const word = useConnectionWord();
  const status = useStore(({ view }) => view?.connection.status ?? "connecting");
  return (
    <Tooltip label={word ?? t("live")}>
      <button
        type="button"
        aria-label={t("mark", { status: word ?? t("live") })}
        onClick={() => openOverlay({ name: "connection" })}
        className="flex h-9 min-w-9 items-center justify-center gap-2 rounded-md px-2.5 text-ink-soft text-xs hover:bg-hover touch:h-11 touch:min-w-11"
      >
        {word && !wordless && <span className="animate-[appear_200ms_700ms_both]">{word}</span>}
        <span
          className={classes(
            "size-2 shrink-0 rounded-full",
            status === "live" ? "bg-good" : status === "outdated" ? "bg-bad" : "bg-warn",
            (status === "connecting" || status === "catchingUp") && "animate-pulse",
          )}
        />
      </button>
    </Tooltip>
  );
}
