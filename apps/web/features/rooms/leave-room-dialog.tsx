"use client";
import { useTranslations } from "next-intl";
import { navigate } from "@/lib/navigation";
import { useFailureText } from "@/lib/use-failure-text";
import { useRoomEntry } from "@/store/hooks";
import { showToast } from "@/store/toasts";
import { closeOverlay, setDetailsOpen } from "@/store/ui";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Dialog } from "@/ui/dialog";
import { joinRoom } from "./room-commands";
import { roomPath } from "./room-path";

/** Asks before leaving. A public room can be joined again at once; into a private one somebody must let me in. */
export function LeaveRoomDialog({ roomId }: { roomId: string }) {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const failureText = useFailureText();
  const entry = useRoomEntry(roomId);
  const { run, busy, failure } = useCommand("room.leave");
  if (!entry) return null;
  const { name, kind } = entry.room;
  const rejoin = async () => {
    const result = await joinRoom(roomId);
    if (result.ok) navigate(roomPath(roomId));
  };
  const leave = async () => {
    // An address without a room leads to the one that was open last, as long as that is there.
    const result = await run({ roomId }, ({ rooms }) => !rooms[roomId]);
    if (!result.ok) return;
    closeOverlay();
    setDetailsOpen(false);
    navigate("/");
    const undo = { label: ui("undo"), run: () => void rejoin() };
    showToast({ text: t("leftToast", { room: name }), ...(kind === "public" ? { action: undo } : {}) });
  };
  return (
    <Dialog
      open
      title={t("leaveTitle", { room: name })}
      description={kind === "public" ? t("leavePublic") : t("leavePrivate")}
      onClose={closeOverlay}
      actions={
        <>
          <CancelButton onClick={closeOverlay} />
          <Button look="danger" disabled={busy} onClick={leave}>
            {t("leave")}
          </Button>
        </>
      }
    >
      {failure && (
        <p role="alert" className="pb-4 text-bad text-sm">
          {failureText(failure)}
        </p>
      )}
    </Dialog>
  );
}
