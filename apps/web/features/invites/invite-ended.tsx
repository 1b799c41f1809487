"use client";
import { useTranslations } from "next-intl";
import { EntryPage } from "@/features/entry/entry-page";
import { useTitle } from "@/lib/use-title";
import { buttonClasses } from "@/ui/button";

/** For an invite link that leads nowhere, or no longer. */
export function InviteEnded({ signedIn }: { signedIn: boolean }) {
  const t = useTranslations("invites.join");
  useTitle(t("endedTitle"));
  return (
    <EntryPage title={t("endedTitle")} text={t("endedText")}>
      <a href={signedIn ? "/" : "/sign-in"} className={buttonClasses("plain", "justify-self-start")}>
        {signedIn ? t("toRooms") : t("toSignIn")}
      </a>
    </EntryPage>
  );
}
