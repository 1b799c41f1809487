"use client";
import type { Invite } from "@hiroba/protocol";
import { QrCode as QrIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { ConfirmButton } from "@/ui/confirm-button";
import { IconButton } from "@/ui/icon-button";
import { InviteTerms } from "./invite-terms";

type InviteRowProps = { invite: Invite; onShow: () => void; onRevoked: () => void };

/** A link that works, and the means to end it. */
export function InviteRow({ invite, onShow, onRevoked }: InviteRowProps) {
  const t = useTranslations("invites");
  const [leaving, setLeaving] = useState(false);
  const revoke = async () => {
    setLeaving(true);
    const result = await runCommand("invite.revoke", { inviteId: invite.id });
    setLeaving(false);
    if (!result.ok) return;
    showToast({ text: t("revoked") });
    onRevoked();
  };
  return (
    <li className="flex min-h-14 items-center gap-2 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-sm">{t(`kinds.${invite.kind}`)}</p>
        <InviteTerms invite={invite} />
      </div>
      {invite.path !== null && <IconButton icon={QrIcon} label={t("show")} onClick={onShow} />}
      <ConfirmButton
        label={t("revoke")}
        question={t("revokeQuestion")}
        about={t(`kinds.${invite.kind}`)}
        disabled={leaving}
        onConfirm={() => void revoke()}
      />
    </li>
  );
}
