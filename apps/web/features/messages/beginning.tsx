import type { RoomEntry } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { InviteOffer } from "@/features/invites/invite-offer";
import { useCan, useUser } from "@/store/hooks";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { QuietDrawing } from "@/ui/drawings";

/** The top of a room's history: what it is, and what to do while it is empty. */
export function Beginning({ entry: { room, lastSeq } }: { entry: RoomEntry }) {
  const t = useTranslations("messages");
  const format = useFormatter();
  const creator = useUser(room.createdById);
  const canAdd = useCan("member.add", room.id);
  const hasOthers = useStore(({ view }) => Object.keys(view?.state?.users ?? {}).length > 1);
  return (
    <div className="px-4 pt-12 pb-2">
      {lastSeq === 0 && (
        <div className="pb-3 text-ink-soft">
          <QuietDrawing />
        </div>
      )}
      <h2 className="font-semibold text-xl">{t("beginning", { room: room.name })}</h2>
      <p className="mt-1 text-ink-soft text-sm">
        {creator
          ? t("createdBy", {
              name: creator.name,
              date: format.dateTime(new Date(room.createdAt), { dateStyle: "long" }),
            })
          : t("beginningHint")}
      </p>
      {lastSeq === 0 && canAdd && hasOthers && !room.archived && (
        <Button className="mt-4" onClick={() => openOverlay({ name: "addMember", roomId: room.id })}>
          {t("addPeople")}
        </Button>
      )}
      <InviteOffer />
    </div>
  );
}
