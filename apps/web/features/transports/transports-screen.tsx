"use client";
import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useSetUpFirst } from "@/features/entry/use-set-up-first";
import { useSignedIn } from "@/features/entry/use-signed-in";
import { useTitle } from "@/lib/use-title";
import { ListSkeleton } from "@/ui/list-skeleton";
import { LaneBoard } from "./lane-board";

/** The same room over every transport at once. For people who are signed in. */
export function TransportsScreen() {
  const t = useTranslations("transports");
  const ui = useTranslations("ui");
  const signedIn = useSignedIn();
  useTitle(t("title"));
  useSetUpFirst(signedIn === false);
  useEffect(() => {
    if (signedIn === false) window.location.replace(`/sign-in?next=${encodeURIComponent("/transports")}`);
  }, [signedIn]);
  return (
    <main className="mx-auto grid max-w-[96rem] grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-safe pb-10 mid:px-6">
      <header className="phrased grid gap-2 pt-4">
        <a
          href="/"
          className="-ml-2 inline-flex h-9 items-center gap-1 justify-self-start rounded-md pr-3 pl-1 text-ink-soft text-sm hover:bg-hover touch:h-11"
        >
          <ChevronLeft aria-hidden size={18} />
          {t("back")}
        </a>
        <h1 className="font-semibold text-2xl">{t("title")}</h1>
        <p className="max-w-[72ch] text-ink-soft">{t("text")}</p>
      </header>
      {signedIn ? <LaneBoard /> : <ListSkeleton rows={5} label={ui("loading")} />}
    </main>
  );
}
