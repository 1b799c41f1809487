"use client";
import type { User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Dialog } from "@/ui/dialog";

type MakeOwnerDialogProps = { user: User; onClose: () => void; onConfirm: () => void };

/** Asks before somebody becomes an owner, which nobody can take back. */
export function MakeOwnerDialog({ user: { name }, onClose, onConfirm }: MakeOwnerDialogProps) {
  const t = useTranslations("settings.people");
  return (
    <Dialog
      open
      title={t("ownerTitle", { name })}
      description={t("ownerText")}
      onClose={onClose}
      actions={
        <>
          <CancelButton onClick={onClose} />
          <Button look="primary" onClick={onConfirm}>
            {t("ownerAction")}
          </Button>
        </>
      }
    />
  );
}
