"use client";
import { useTranslations } from "next-intl";
import { closeOverlay } from "@/store/ui";
import { Dialog } from "@/ui/dialog";
import { InvitePanel } from "./invite-panel";

/** Invites from anywhere in the app. */
export function InviteDialog() {
  const t = useTranslations("invites");
  return (
    <Dialog open title={t("title")} description={t("text")} onClose={closeOverlay}>
      <div className="grid gap-6 pb-5">
        <InvitePanel />
      </div>
    </Dialog>
  );
}
