"use client";
import { type Invite, type InviteKind, inviteKindSchema, newId } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { Choice } from "@/ui/choice";
import { Select } from "@/ui/select";
import { RoomPicker } from "./room-picker";

/** "0" stands for no limit. */
const useChoices = ["0", "1", "5", "25", "100"] as const;
const dayChoices = ["1", "7", "30", "0"] as const;

/** Who may come, where to, how often and how long. What is chosen already is right for most. */
export function InviteForm({ onMade }: { onMade: (invite: Invite) => void }) {
  const t = useTranslations("invites");
  const { run, busy, failure } = useCommand("invite.create");
  // Kept until the answer is there, so that trying again makes no second link.
  const [id] = useState(() => newId());
  const [kind, setKind] = useState<InviteKind>("guest");
  const [roomIds, setRoomIds] = useState<readonly string[]>([]);
  const [uses, setUses] = useState<(typeof useChoices)[number]>("0");
  const [days, setDays] = useState<(typeof dayChoices)[number]>("7");
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await run({
      id,
      kind,
      roomIds: [...roomIds],
      maximumUses: Number(uses) || null,
      expiresInDays: Number(days) || null,
    });
    if (result.ok) onMade(result.data.invite);
  };
  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-4">
      <Choice
        label={t("kind")}
        value={kind}
        onChange={setKind}
        options={inviteKindSchema.options.map((value) => ({
          value,
          label: t(`kinds.${value}`),
          hint: t(`kindHints.${value}`),
        }))}
      />
      <RoomPicker chosen={roomIds} onChange={setRoomIds} />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={t("uses")}
          value={uses}
          onChange={setUses}
          options={useChoices.map((value) => ({ value, label: t("useChoices", { count: Number(value) }) }))}
        />
        <Select
          label={t("days")}
          value={days}
          onChange={setDays}
          options={dayChoices.map((value) => ({ value, label: t("dayChoices", { count: Number(value) }) }))}
        />
      </div>
      <FailureNote failure={failure} />
      <Button type="submit" look="primary" disabled={busy} className="h-10">
        {t("create")}
      </Button>
    </form>
  );
}
