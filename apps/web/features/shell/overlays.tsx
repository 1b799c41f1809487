"use client";
import { type ReactNode, Suspense } from "react";
import { DeleteMessageDialog } from "@/features/messages/delete-message-dialog";
import { MessageActionsSheet } from "@/features/messages/message-actions-sheet";
import { LostOverlay } from "@/features/pages/lost";
import { LeaveRoomDialog } from "@/features/rooms/leave-room-dialog";
import { ProfileDialog } from "@/features/users/profile-dialog";
import { lazyPart } from "@/lib/lazy-part";
import { type Overlay, useStore } from "@/store/store";
// Not loaded when it is wanted, as others are: the very next letter is for it, and would go to the composer.
import { Palette } from "./palette";
import { useGoneOverlay } from "./use-gone-overlay";

const CreateRoomDialog = lazyPart(
  async () => (await import("@/features/rooms/create-room-dialog")).CreateRoomDialog,
  LostOverlay,
);
const BrowseRoomsDialog = lazyPart(
  async () => (await import("@/features/rooms/browse-rooms-dialog")).BrowseRoomsDialog,
  LostOverlay,
);
const AddMemberDialog = lazyPart(
  async () => (await import("@/features/rooms/add-member-dialog")).AddMemberDialog,
  LostOverlay,
);
const ConnectionPanel = lazyPart(
  async () => (await import("@/features/connection/connection-panel")).ConnectionPanel,
  LostOverlay,
);
const InviteDialog = lazyPart(async () => (await import("@/features/invites/invite-dialog")).InviteDialog, LostOverlay);

/** What stands over the page. */
export function Overlays() {
  const overlay = useStore((store) => store.overlay);
  useGoneOverlay();
  return overlay && <Suspense>{draw(overlay)}</Suspense>;
}

function draw(overlay: NonNullable<Overlay>): ReactNode {
  switch (overlay.name) {
    case "palette":
      return <Palette />;
    case "createRoom":
      return <CreateRoomDialog />;
    case "browseRooms":
      return <BrowseRoomsDialog />;
    case "addMember":
      return <AddMemberDialog roomId={overlay.roomId} />;
    case "leaveRoom":
      return <LeaveRoomDialog roomId={overlay.roomId} />;
    case "profile":
      return <ProfileDialog userId={overlay.userId} />;
    case "deleteMessage":
      return <DeleteMessageDialog messageId={overlay.messageId} />;
    case "messageActions":
      return <MessageActionsSheet messageId={overlay.messageId} />;
    case "connection":
      return <ConnectionPanel />;
    case "invite":
      return <InviteDialog />;
  }
}
