"use client";
import type { User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { FailureNote } from "@/features/entry/failure-note";
import { showToast } from "@/store/toasts";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Dialog } from "@/ui/dialog";

/** Asks before an account is closed: its devices are signed out for good. */
export function CloseAccountDialog({ user: { id, name }, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations("settings.people");
  const { run, busy, failure } = useCommand("user.setDeactivated");
  const close = async () => {
    const result = await run({ userId: id, deactivated: true });
    if (!result.ok) return;
    onClose();
    showToast({ text: t("closedToast", { name }) });
  };
  return (
    <Dialog
      open
      title={t("closeTitle", { name })}
      description={t("closeText")}
      onClose={onClose}
      actions={
        <>
          <CancelButton onClick={onClose} />
          <Button look="danger" disabled={busy} onClick={() => void close()}>
            {t("closeAction")}
          </Button>
        </>
      }
    >
      <FailureNote failure={failure} />
    </Dialog>
  );
}
