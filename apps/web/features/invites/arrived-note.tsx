"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { enterRoom } from "./enter-room";

/** Tells a new member the username that was made from their name. */
export function ArrivedNote({ username, roomId }: { username: string; roomId: string | null }) {
  const t = useTranslations("invites.join");
  return (
    <div className="grid gap-4" role="status">
      <p className="phrased rounded-md bg-highlight px-3 py-2.5">
        {t.rich("arrived", { username, name: (chunks) => <strong className="font-semibold">{chunks}</strong> })}
      </p>
      <Button look="primary" className="h-10" autoFocus onClick={() => enterRoom(roomId)}>
        {t("toRooms")}
      </Button>
    </div>
  );
}
