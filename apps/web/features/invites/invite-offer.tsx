"use client";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { forgetArrival, readArrival } from "@/features/entry/arrival";
import { useCan } from "@/store/hooks";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";

/** The first thing to do in a workspace that is empty but for me; and how I sign in, if I have just come in. */
export function InviteOffer() {
  const t = useTranslations("invites");
  const canInvite = useCan("invite.create");
  const isAlone = useStore(({ view }) => Object.keys(view?.state?.users ?? {}).length === 1);
  const username = useArrival();
  const offers = canInvite && isAlone;
  if (!offers && !username) return null;
  return (
    <div className="phrased mt-5 grid max-w-md justify-items-start gap-3 rounded-lg bg-sunken p-5">
      {offers && (
        <div className="grid gap-1">
          <h3 className="font-semibold">{t("offer.title")}</h3>
          <p className="text-ink-soft text-sm">{t("offer.text")}</p>
        </div>
      )}
      {username && (
        <p className="text-sm">
          {t.rich("offer.signIn", { username, name: (chunks) => <strong className="font-semibold">{chunks}</strong> })}
        </p>
      )}
      {offers && (
        <Button look="primary" onClick={() => openOverlay({ name: "invite" })}>
          <UserPlus aria-hidden size={16} />
          {t("title")}
        </Button>
      )}
    </div>
  );
}

/** The username that the server chose, for as long as this page is open; a later one has it in the settings. */
function useArrival(): string | null {
  const [username] = useState(() => (typeof window === "undefined" ? null : readArrival()));
  useEffect(() => {
    window.addEventListener("pagehide", forgetArrival);
    return () => window.removeEventListener("pagehide", forgetArrival);
  }, []);
  return username;
}
