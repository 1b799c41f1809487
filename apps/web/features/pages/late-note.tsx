"use client";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { buttonClasses } from "@/ui/button";

/**
 * Part of every page as it comes from the server: its style sheet shows it after a while, and the app takes it away as
 * soon as it runs. Where a script cannot be had, nothing runs that could say so.
 */
export function LateNote() {
  const t = useTranslations("pages.late");
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (runs) return null;
  return (
    <div
      role="alert"
      className="fixed inset-x-0 top-3 z-50 flex animate-late justify-center px-4 noscript:animate-none"
    >
      <div className="grid max-w-[26rem] gap-3 rounded-md bg-raised p-4 text-sm shadow-float">
        <p className="phrased">{t("text")}</p>
        <div className="flex flex-wrap gap-2">
          <a href={here} className={buttonClasses("primary")}>
            {t("reload")}
          </a>
          <a href="/lite" className={buttonClasses("plain")}>
            {t("lite")}
          </a>
        </div>
      </div>
    </div>
  );
}

/** The address that is shown, query and all: following it loads the page again. */
const here = "";

const never = () => () => {};
