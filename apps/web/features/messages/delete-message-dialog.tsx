"use client";
import { useTranslations } from "next-intl";
import { getClient } from "@/store/client";
import { useMessage } from "@/store/messages";
import { closeOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Dialog } from "@/ui/dialog";
import { toSnippet } from "./snippet";

/**
 * Asks before a message is deleted: its text is erased everywhere, so there is no undo. Holding the deletion back for one
 * would leave the text before everybody meanwhile, and for as long as this device were closed.
 */
export function DeleteMessageDialog({ messageId }: { messageId: string }) {
  const t = useTranslations("messages");
  const shown = useMessage(messageId);
  if (!shown) return null;
  const handleDelete = () => {
    const unsent = shown.message.rev === 0 && shown.pending?.status !== "sending";
    if (unsent) getClient().discard(messageId);
    else getClient().enqueue("message.delete", { messageId });
    closeOverlay();
  };
  return (
    <Dialog
      open
      title={t("deleteTitle")}
      description={t("deleteHint")}
      onClose={closeOverlay}
      actions={
        <>
          <CancelButton onClick={closeOverlay} />
          <Button look="danger" onClick={handleDelete}>
            {t("actions.delete")}
          </Button>
        </>
      }
    >
      <blockquote className="mb-4 line-clamp-4 rounded-md bg-sunken px-3 py-2 text-sm">
        {toSnippet(shown.message.body)}
      </blockquote>
    </Dialog>
  );
}
