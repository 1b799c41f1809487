"use client";
import type { RoomEntry } from "@hiroba/protocol";
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  LogOut,
  type LucideIcon,
  Star,
  StarOff,
  UserPlus,
  X,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { useCan } from "@/store/hooks";
import { showToast } from "@/store/toasts";
import { openOverlay, setDetailsOpen } from "@/store/ui";
import { IconButton } from "@/ui/icon-button";
import { MemberList } from "./member-list";
import { configureRoom, setArchived } from "./room-commands";
import { RoomFacts } from "./room-facts";

/** A room's details: what it is for, who is in it, and what can be done with it. */
export function DetailsPanel({ entry }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  return (
    <div className="flex h-full flex-col pt-safe">
      <div className="flex min-h-14 items-center justify-between border-line border-b pr-2 pl-4">
        <h2 className="font-semibold text-base">{t("details")}</h2>
        <IconButton icon={X} label={t("closeDetails")} onClick={() => setDetailsOpen(false)} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-safe">
        <RoomFacts room={entry.room} />
        <QuickActions entry={entry} />
        <MemberList entry={entry} />
        <RoomActions entry={entry} />
      </div>
    </div>
  );
}

function QuickActions({ entry: { room, membership } }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  const canAdd = useCan("member.add", room.id) && !room.archived;
  const { starred, muted } = membership;
  return (
    <div className="flex gap-2 px-4 pb-4">
      {canAdd && (
        <Quick
          icon={UserPlus}
          label={t("addPeople")}
          onClick={() => openOverlay({ name: "addMember", roomId: room.id })}
        />
      )}
      <Quick
        icon={starred ? StarOff : Star}
        label={starred ? t("unstar") : t("star")}
        onClick={() => void configureRoom(room.id, { starred: !starred })}
      />
      <Quick
        icon={muted ? Bell : BellOff}
        label={muted ? t("unmute") : t("mute")}
        onClick={() => void configureRoom(room.id, { muted: !muted })}
      />
    </div>
  );
}

function Quick({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="grid flex-1 justify-items-center gap-1 rounded-md bg-sunken px-2 py-2.5 text-center text-xs transition-colors hover:bg-hover"
    >
      <Icon aria-hidden size={18} className="text-ink-soft" />
      {label}
    </button>
  );
}

function RoomActions({ entry: { room } }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const canArchive = useCan("room.archive", room.id);
  const archive = async () => {
    const result = await setArchived(room.id, true);
    const undo = { label: ui("undo"), run: () => void setArchived(room.id, false) };
    if (result.ok) showToast({ text: t("archivedToast", { room: room.name }), action: undo });
  };
  return (
    <div className="mx-2 mt-2 border-line border-t py-2">
      {canArchive && !room.archived && <Row icon={Archive} label={t("archive")} onClick={archive} />}
      {canArchive && room.archived && (
        <Row icon={ArchiveRestore} label={t("restore")} onClick={() => void setArchived(room.id, false)} />
      )}
      <Row
        icon={LogOut}
        label={t("leave")}
        danger
        onClick={() => openOverlay({ name: "leaveRoom", roomId: room.id })}
      />
    </div>
  );
}

type RowProps = { icon: LucideIcon; label: string; danger?: boolean; onClick: () => void };

function Row({ icon: Icon, label, danger = false, onClick }: RowProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={classes(
        "flex h-10 w-full items-center gap-3 rounded-md px-2 text-sm transition-colors hover:bg-hover touch:h-11",
        danger && "text-bad",
      )}
    >
      <Icon aria-hidden size={16} className={danger ? "" : "text-ink-soft"} />
      {label}
    </button>
  );
}
