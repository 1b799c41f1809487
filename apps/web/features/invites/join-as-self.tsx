"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { useSubmission } from "@/lib/use-submission";
import { Button } from "@/ui/button";
import { prepareAcceptance } from "./accept-invite";
import { enterRoom } from "./enter-room";

/** An invite opened by somebody who is in already: one button, and they are in its rooms too. */
export function JoinAsSelf({ code, rooms, onGone }: { code: string; rooms: number; onGone: () => void }) {
  const t = useTranslations("invites.join");
  const [accept] = useState(prepareAcceptance);
  const { submit, busy, failure } = useSubmission(accept);
  const handleJoin = async () => {
    // Somebody who is signed in keeps their name; the command asks everybody for one.
    const result = await submit({ code, name: "." });
    if (result.ok) enterRoom(result.data.roomId);
    else if (result.error.code === "NOT_FOUND") onGone();
  };
  return (
    <div className="grid gap-4">
      <p className="text-ink-soft text-sm">{t("presentText")}</p>
      <FailureNote failure={failure} />
      <Button look="primary" disabled={busy} onClick={() => void handleJoin()} className="h-10">
        {t("presentAction", { count: rooms })}
      </Button>
    </div>
  );
}
