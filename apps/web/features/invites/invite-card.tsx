"use client";
import type { Invite } from "@hiroba/protocol";
import { Share } from "lucide-react";
import { useTranslations } from "next-intl";
import { LocalAddressNote } from "@/features/devices/local-address-note";
import { useStore } from "@/store/store";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy-line";
import { QrCode } from "@/ui/qr-code";
import { InviteTerms } from "./invite-terms";

/** A link to send, and its code to show. */
export function InviteCard({ invite, onDone }: { invite: Invite; onDone: () => void }) {
  const t = useTranslations("invites");
  const workspace = useStore(({ view }) => view?.state?.workspace.name ?? "");
  const url = `${window.location.origin}${invite.path ?? ""}`;
  const canShare = "share" in navigator;
  const handleShare = () => {
    // Whoever closes the sheet has changed their mind; there is nothing to say.
    navigator.share({ url, text: t("shareText", { workspace }) }).catch(() => undefined);
  };
  return (
    <div className="grid gap-4">
      <QrCode text={url} label={t("code")} className="mx-auto size-56" />
      <div>
        <p className="font-medium">{t(`kinds.${invite.kind}`)}</p>
        <InviteTerms invite={invite} />
      </div>
      <CopyLine text={url} label={t("link")} copyLabel={t("copy")} copiedLabel={t("copied")} />
      <LocalAddressNote />
      <div className="flex flex-wrap gap-2 *:flex-1">
        {canShare && (
          <Button look="primary" onClick={handleShare}>
            <Share aria-hidden size={16} />
            {t("share")}
          </Button>
        )}
        <Button onClick={onDone}>{t("another")}</Button>
      </div>
    </div>
  );
}
