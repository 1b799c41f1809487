import type { Room } from "@hiroba/protocol";
import { Archive } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCan } from "@/store/hooks";
import { Button } from "@/ui/button";
import { setArchived } from "./room-commands";

/** Stands where the composer would: the room takes no more messages. */
export function ArchivedBar({ room }: { room: Room }) {
  const t = useTranslations("rooms");
  const canArchive = useCan("room.archive", room.id);
  return (
    <div className="mx-auto w-full max-w-[46rem] px-2 pb-2 mid:px-4 mid:pb-4">
      <div className="flex min-h-13 items-center gap-3 rounded-lg bg-sunken px-4 text-ink-soft text-sm">
        <Archive aria-hidden size={16} />
        <p className="flex-1 py-2">{t("archivedHint")}</p>
        {canArchive && (
          <Button look="quiet" onClick={() => void setArchived(room.id, false)}>
            {t("restore")}
          </Button>
        )}
      </div>
    </div>
  );
}
