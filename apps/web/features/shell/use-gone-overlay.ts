import { useEffect } from "react";
import { type Store, useStore } from "@/store/store";
import { closeOverlay } from "@/store/ui";

/**
 * Closes what stands over the page once what it is about is gone: a room I was put out of, a message deleted elsewhere.
 * Left open and drawn as nothing, it would stand there again when the room comes back.
 */
export function useGoneOverlay(): void {
  const gone = useStore(isGone);
  useEffect(() => {
    if (gone) closeOverlay();
  }, [gone]);
}

function isGone({ overlay, overlays, view }: Store): boolean {
  const state = view?.state;
  if (!overlay || !state) return false;
  switch (overlay.name) {
    case "leaveRoom":
    case "addMember":
      return !state.rooms[overlay.roomId];
    case "messageActions":
      return !state.messages[overlay.messageId] && !overlays[overlay.messageId];
    case "deleteMessage": {
      const message = state.messages[overlay.messageId];
      return message ? message.deletedAt !== null : !overlays[overlay.messageId];
    }
    default:
      return false;
  }
}
