"use client";
import { useTranslations } from "next-intl";
import { FailureNote } from "@/features/entry/failure-note";
import { navigate } from "@/lib/navigation";
import { useSubmission } from "@/lib/use-submission";
import { useMe } from "@/store/hooks";
import { signOut } from "@/store/sign-out";
import { useStore } from "@/store/store";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Dialog } from "@/ui/dialog";

/** Asks before signing out, and says what would be lost. */
export function LeaveDialog({ everywhere, onClose }: { everywhere: boolean; onClose: () => void }) {
  const t = useTranslations("devices");
  const isGuest = useMe()?.role === "guest";
  const unsent = useStore(({ view }) => view?.outbox.filter(({ command }) => command === "message.send").length ?? 0);
  const { submit, busy, failure } = useSubmission(() => signOut(everywhere));
  return (
    <Dialog
      open
      title={everywhere ? t("leave.everywhereTitle") : t("leave.title")}
      description={everywhere ? t("leave.everywhereText") : t("leave.text")}
      onClose={onClose}
      actions={
        <>
          <CancelButton onClick={onClose} />
          <Button look="danger" disabled={busy} onClick={() => void submit(null)}>
            {everywhere ? t("signOutEverywhere") : t("signOut")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 pb-4 text-sm empty:hidden">
        {unsent > 0 && <p className="rounded-md bg-highlight px-3 py-2">{t("leave.unsent", { count: unsent })}</p>}
        {isGuest && (
          <div className="grid gap-2 rounded-md bg-highlight px-3 py-2">
            <p>{t("leave.guest")}</p>
            <Button
              className="justify-self-start"
              onClick={() => {
                onClose();
                navigate("/settings/password");
              }}
            >
              {t("leave.setPassword")}
            </Button>
          </div>
        )}
        <FailureNote failure={failure} />
      </div>
    </Dialog>
  );
}
