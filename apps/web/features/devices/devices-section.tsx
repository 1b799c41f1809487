"use client";
import { QrCode as QrIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Unreachable } from "@/features/entry/unreachable";
import { SectionHeading } from "@/features/settings/section-heading";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { useAnswered } from "@/store/use-answered";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm-button";
import { ListSkeleton } from "@/ui/list-skeleton";
import { DeviceLinkDialog } from "./device-link-dialog";
import { SessionRow } from "./session-row";
import { useSignOut } from "./use-sign-out";

/** The log tells when a device is signed out, not when one signs in. */
const ASKED_EVERY_MS = 5_000;

/** Where I am signed in, and how to add a device or sign one out. */
export function DevicesSection() {
  const t = useTranslations("devices");
  const settings = useTranslations("settings");
  const { data, failure, askAgain } = useAnswered({
    name: "session.list",
    input: {},
    changedBy: ["session.ended"],
    everyMs: ASKED_EVERY_MS,
  });
  const { signOut, dialog } = useSignOut();
  const sessions = data?.sessions ?? [];
  const revokeOthers = async () => {
    const result = await runCommand("session.revokeOthers", {});
    if (!result.ok) return;
    showToast({ text: t("revokedOthers") });
    void askAgain();
  };
  return (
    <>
      <SectionHeading title={settings("sections.devices")}>{t("text")}</SectionHeading>
      <AddDevice onClosed={() => void askAgain()} />
      {!data && !failure && <ListSkeleton rows={2} label={t("list")} />}
      {!data && failure && <Unreachable failure={failure} onRetry={() => void askAgain()} />}
      <ul aria-label={t("list")} className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {[...sessions]
          .sort((left, right) => Number(right.current) - Number(left.current))
          .map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onSignOut={() => signOut()}
              onRevoked={() => void askAgain()}
            />
          ))}
      </ul>
      {sessions.length > 1 && (
        <div className="flex flex-wrap-reverse items-center justify-end gap-2">
          <Button look="quiet" onClick={() => signOut(true)}>
            {t("signOutEverywhere")}
          </Button>
          <ConfirmButton
            label={t("revokeOthers")}
            question={t("revokeOthersQuestion")}
            about={t("list")}
            onConfirm={() => void revokeOthers()}
          />
        </div>
      )}
      {dialog}
    </>
  );
}

function AddDevice({ onClosed }: { onClosed: () => void }) {
  const t = useTranslations("devices.phone");
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken p-4">
      <p className="phrased text-sm">{t("hint")}</p>
      <Button look="primary" onClick={() => setOpen(true)}>
        <QrIcon aria-hidden size={16} />
        {t("action")}
      </Button>
      {open && (
        <DeviceLinkDialog
          onClose={() => {
            setOpen(false);
            onClosed();
          }}
        />
      )}
    </div>
  );
}
