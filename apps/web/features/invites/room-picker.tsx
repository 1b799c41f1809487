"use client";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { RoomIcon } from "@/features/rooms/room-icon";
import { compareNames } from "@/lib/names";
import { useStore } from "@/store/store";
import { inputClasses } from "@/ui/field";

/** The most rooms that one invite may name. */
const MOST = 50;

type RoomPickerProps = { chosen: readonly string[]; onChange: (roomIds: readonly string[]) => void };

/** Some of my rooms, or none of them for those that everybody joins. Folded until somebody wants to choose. */
export function RoomPicker({ chosen, onChange }: RoomPickerProps) {
  const t = useTranslations("invites");
  const entries = useStore(({ view }) => view?.state?.rooms);
  const rooms = useMemo(
    () =>
      Object.values(entries ?? {})
        .map(({ room }) => room)
        .filter((room) => !room.archived)
        .sort((left, right) => compareNames(left.name, right.name)),
    [entries],
  );
  const handleToggle = (roomId: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, roomId] : chosen.filter((id) => id !== roomId));
  return (
    <details className="group grid gap-1.5">
      <summary className="grid list-none gap-1.5 [&::-webkit-details-marker]:hidden">
        <span className="font-medium text-sm">{t("rooms")}</span>
        <span className={`${inputClasses} flex items-center justify-between gap-2`}>
          <span className="truncate">
            {chosen.length === 0 ? t("roomsDefault") : t("roomsChosen", { count: chosen.length })}
          </span>
          <ChevronDown aria-hidden size={16} className="shrink-0 text-ink-soft group-open:rotate-180" />
        </span>
      </summary>
      <fieldset className="mt-1.5 max-h-48 overflow-y-auto rounded-md py-1 shadow-[inset_0_0_0_1px_var(--color-line)]">
        <legend className="sr-only">{t("rooms")}</legend>
        {rooms.map((room) => (
          <label key={room.id} className="flex min-h-9 items-center gap-2.5 px-3 text-sm hover:bg-hover touch:min-h-11">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(room.id)}
              disabled={chosen.length >= MOST && !chosen.includes(room.id)}
              onChange={(event) => handleToggle(room.id, event.target.checked)}
            />
            <RoomIcon room={room} />
            <span className="truncate">{room.name}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
