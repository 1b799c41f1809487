"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { navigate } from "@/lib/navigation";
import { useFailureText } from "@/lib/use-failure-text";
import { useCan } from "@/store/hooks";
import { closeOverlay, openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { QuietDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";
import { inputClasses } from "@/ui/field";
import { Skeleton } from "@/ui/skeleton";
import { joinRoom } from "./room-commands";
import { RoomIcon } from "./room-icon";
import { roomPath } from "./room-path";
import { type Listed, useListedRooms } from "./use-listed-rooms";

/** The public rooms, to find and join one. */
export function BrowseRoomsDialog() {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const failureText = useFailureText();
  const canCreate = useCan("room.create");
  const [query, setQuery] = useState("");
  const { rooms, more, failure, loadMore } = useListedRooms(query);
  return (
    <Dialog open title={t("browse")} onClose={closeOverlay}>
      <input
        type="search"
        aria-label={t("find")}
        placeholder={t("find")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        className={`${inputClasses} sticky top-0 z-10`}
      />
      <ul className="-mx-2 grid content-start gap-px py-2 mid:min-h-72">
        {rooms?.map((listed) => (
          <ListedRoom key={listed.room.id} listed={listed} />
        ))}
        {!rooms && !failure && [1, 2, 3].map((it) => <Skeleton key={it} className="mx-2 my-1 h-12" />)}
      </ul>
      {failure && <p className="pb-4 text-bad text-sm">{failureText(failure)}</p>}
      {rooms?.length === 0 && (
        <EmptyState
          drawing={<QuietDrawing />}
          title={t("noneFound")}
          action={canCreate && <Button onClick={() => openOverlay({ name: "createRoom" })}>{t("create")}</Button>}
        >
          {t("noneFoundHint")}
        </EmptyState>
      )}
      {more && (
        <Button look="quiet" className="mb-4 w-full" onClick={loadMore}>
          {ui("more")}
        </Button>
      )}
    </Dialog>
  );
}

function ListedRoom({ listed: { room, memberCount, joined } }: { listed: Listed }) {
  const t = useTranslations("rooms");
  const [busy, setBusy] = useState(false);
  const open = () => {
    navigate(roomPath(room.id));
    closeOverlay();
  };
  const join = async () => {
    setBusy(true);
    const result = await joinRoom(room.id);
    setBusy(false);
    if (result.ok) open();
  };
  return (
    <li className="flex min-h-14 items-center gap-3 rounded-md px-2 hover:bg-hover">
      <RoomIcon room={room} />
      <div className="grid min-w-0 flex-1 leading-tight">
        <span className="truncate font-medium text-base">{room.name}</span>
        <span className="truncate text-ink-soft text-sm">
          {t("memberCount", { count: memberCount })}
          {room.topic && ` · ${room.topic}`}
        </span>
      </div>
      <Button
        look={joined ? "quiet" : "plain"}
        disabled={busy}
        aria-label={joined ? t("openRoom", { room: room.name }) : t("joinRoom", { room: room.name })}
        onClick={joined ? open : join}
      >
        {joined ? t("open") : t("join")}
      </Button>
    </li>
  );
}
