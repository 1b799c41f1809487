"use client";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Tooltip } from "@/ui/tooltip";
import { useConnectionWord } from "./use-connection-word";

/** How this device is connected, as a dot; my row has the word. Opens the panel with all of it. */
export function ConnectionMark() {
  const t = useTranslations("connection");
  const word = useConnectionWord();
  const status = useStore(({ view }) => view?.connection.status ?? "connecting");
  return (
    <Tooltip label={word ?? t("live")}>
      <button
        type="button"
        aria-label={t("mark", { status: word ?? t("live") })}
        onClick={() => openOverlay({ name: "connection" })}
        className="grid size-9 shrink-0 place-items-center rounded-md hover:bg-hover touch:size-11"
      >
        <span
          className={classes(
            "size-2 rounded-full",
            status === "live" ? "bg-good" : status === "outdated" ? "bg-bad" : "bg-warn",
            (status === "connecting" || status === "catchingUp") && "animate-pulse",
          )}
        />
      </button>
    </Tooltip>
  );
}
