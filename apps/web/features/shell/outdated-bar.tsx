"use client";
import { useTranslations } from "next-intl";
import { useStore } from "@/store/store";
import { Button } from "@/ui/button";

/** The server speaks a newer version than this page: a reload brings it. */
export function OutdatedBar() {
  const t = useTranslations("connection");
  const outdated = useStore(({ view }) => view?.connection.status === "outdated");
  if (!outdated) return null;
  return (
    <div role="alert" className="fixed inset-x-0 top-3 z-50 flex justify-center px-4">
      <div className="flex items-center gap-3 rounded-md bg-raised py-1.5 pr-1.5 pl-4 text-sm shadow-float">
        {t("outdated")}
        <Button look="primary" onClick={() => window.location.reload()}>
          {t("reload")}
        </Button>
      </div>
    </div>
  );
}
