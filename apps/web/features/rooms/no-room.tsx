"use client";
import { useTranslations } from "next-intl";
import { UnsentMessages } from "@/features/messages/unsent-messages";
import { useFailureText } from "@/lib/use-failure-text";
import { useCan } from "@/store/hooks";
import { openOverlay } from "@/store/ui";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { LostDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";
import { Link } from "@/ui/link";
import { isIn } from "./room-commands";

/** For a link to a room this person is not in: perhaps it can be joined. */
export function NoRoom({ roomId }: { roomId: string }) {
  const t = useTranslations("rooms");
  const failureText = useFailureText();
  const { run, busy, failure } = useCommand("room.join");
  const canJoin = useCan("room.join");
  const gone = failure?.code === "NOT_FOUND";
  const browse = () => openOverlay({ name: "browseRooms" });
  return (
    <main className="flex min-h-0 flex-1 overflow-y-auto bg-surface">
      <div className="m-auto min-w-0">
        <EmptyState
          level="h1"
          drawing={<LostDrawing />}
          title={t("notIn")}
          action={
            <div className="flex flex-wrap justify-center gap-2">
              {canJoin && !gone && (
                <>
                  <Button look="primary" disabled={busy} onClick={() => void run({ roomId }, isIn(roomId))}>
                    {t("join")}
                  </Button>
                  <Button onClick={browse}>{t("browse")}</Button>
                </>
              )}
              {gone && (
                // In the place of what had the focus.
                <Button look="primary" autoFocus onClick={browse}>
                  {t("browse")}
                </Button>
              )}
              <Link
                href="/"
                className="grid h-9 touch:h-11 place-items-center px-3 text-sm underline underline-offset-2 mid:hidden"
              >
                {t("toList")}
              </Link>
            </div>
          }
        >
          {failure ? (
            <span role="alert" className="text-bad">
              {gone ? t("notInGone") : failureText(failure)}
            </span>
          ) : (
            t("notInHint")
          )}
        </EmptyState>
        <UnsentMessages roomId={roomId} />
      </div>
    </main>
  );
}
