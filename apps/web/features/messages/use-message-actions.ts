import type { OutboxItemOf } from "@hiroba/client";
import { can, type Message, type RoomEntry, type User } from "@hiroba/protocol";
import { Copy, Link2, type LucideIcon, MailOpen, Pencil, Reply, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { copyText } from "@/lib/copy-text";
import { getClient } from "@/store/client";
import { changeDraft } from "@/store/drafts";
import { startEditing } from "@/store/edits";
import { useMe, useRoomEntry } from "@/store/hooks";
import { useStore } from "@/store/store";
import { showToast } from "@/store/toasts";
import { openOverlay } from "@/store/ui";
import { discard } from "./discard";
import { focusComposer } from "./focus-composer";
import { messagePath } from "./message-path";

export type MessageAction = {
  name: "reply" | "edit" | "copyText" | "copyLink" | "markUnread" | "delete";
  label: string;
  icon: LucideIcon;
  /** The key that does it while the message has the focus. */
  key: string;
  danger?: boolean;
  run: () => void;
};

/** What this person may do with a message, in the order it is offered. */
export function useMessageActions(message: Message): MessageAction[] {
  const t = useTranslations("messages.actions");
  return toMessageActions({ message, me: useMe(), entry: useRoomEntry(message.roomId), t });
}

/** The same when a key is pressed: rows are many, and few are ever acted on. */
export function useLateMessageActions(message: Message): () => MessageAction[] {
  const t = useTranslations("messages.actions");
  return () => {
    const state = useStore.getState().view?.state;
    return toMessageActions({ message, me: state?.users[state.userId], entry: state?.rooms[message.roomId], t });
  };
}

type Given = {
  message: Message;
  me: User | undefined;
  entry: RoomEntry | undefined;
  t: ReturnType<typeof useTranslations<"messages.actions">>;
};

function toMessageActions({ message, me, entry, t }: Given): MessageAction[] {
  if (!me || !entry) return [];
  const sent = message.rev > 0;
  const there = message.deletedAt === null;
  const writable = there && !entry.room.archived;
  const mine = message.authorId === me.id;
  const mayDelete = mine || can({ role: me.role, roomRole: entry.membership.role }, "message.deleteAny");
  const { roomId, seq, id } = message;
  const copy = async (text: string) => showToast({ text: (await copyText(text)) ? t("copied") : t("notCopied") });

  const actions: (MessageAction & { offered: boolean })[] = [
    {
      name: "reply",
      icon: Reply,
      key: "r",
      offered: writable && sent,
      label: t("reply"),
      run: () => startReply(roomId, id),
    },
    { name: "edit", icon: Pencil, key: "e", offered: writable && mine, label: t("edit"), run: () => startEditing(id) },
    {
      name: "copyText",
      icon: Copy,
      key: "c",
      offered: there,
      label: t("copyText"),
      run: () => void copy(message.body),
    },
    {
      name: "copyLink",
      icon: Link2,
      key: "l",
      offered: sent,
      label: t("copyLink"),
      run: () => void copy(window.location.origin + messagePath(message)),
    },
    {
      name: "markUnread",
      icon: MailOpen,
      key: "u",
      offered: sent && !mine,
      label: t("markUnread"),
      run: () => getClient().enqueue("read.markUnread", { roomId, seq }),
    },
    {
      name: "delete",
      icon: Trash2,
      key: "delete",
      offered: there && mayDelete,
      label: t("delete"),
      danger: true,
      run: () => startDelete(message, t),
    },
  ];
  return actions.filter(({ offered }) => offered);
}

/** Asks before a message is deleted for everybody; one that is not known to be sent can be had back. */
function startDelete({ id, rev }: Message, t: Given["t"]): void {
  const unsent = rev === 0 ? findUnsent(id) : undefined;
  if (unsent) discard(unsent, t);
  else openOverlay({ name: "deleteMessage", messageId: id });
}

function findUnsent(messageId: string): OutboxItemOf<"message.send"> | undefined {
  return useStore
    .getState()
    .view?.outbox.filter((item) => item.command === "message.send")
    .find(({ id, status }) => id === messageId && status !== "sending");
}

function startReply(roomId: string, messageId: string): void {
  changeDraft(roomId, { replyToId: messageId });
  focusComposer();
}
