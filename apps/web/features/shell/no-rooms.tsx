"use client";
import { useTranslations } from "next-intl";
import { useCan } from "@/store/hooks";
import { openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { SquareDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";

/** For somebody who is in no room at all. */
export function NoRooms({ level }: { level: "h1" | "h2" }) {
  const t = useTranslations("shell");
  const rooms = useTranslations("rooms");
  const canBrowse = useCan("room.browse");
  return (
    <div className="m-auto">
      <EmptyState
        level={level}
        drawing={<SquareDrawing />}
        title={t("noRooms")}
        action={
          canBrowse && (
            <Button look="primary" onClick={() => openOverlay({ name: "browseRooms" })}>
              {rooms("browse")}
            </Button>
          )
        }
      >
        {canBrowse ? t("noRoomsHint") : t("noRoomsGuest")}
      </EmptyState>
    </div>
  );
}
