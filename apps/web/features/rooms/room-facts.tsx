"use client";
import { limits, type Room } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFailureText } from "@/lib/use-failure-text";
import { useCan } from "@/store/hooks";
import { runCommand } from "@/store/run-command";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Field } from "@/ui/field";
import { Switch } from "@/ui/switch";
import { RoomIcon } from "./room-icon";

/** A room's name and topic, which those who run it can change in place. */
export function RoomFacts({ room }: { room: Room }) {
  const t = useTranslations("rooms");
  const [state, setState] = useState<"shown" | "editing" | "edited">("shown");
  const canUpdate = useCan("room.update", room.id) && !room.archived;
  if (state === "editing") return <FactsForm room={room} onDone={() => setState("edited")} />;
  return (
    <div className="grid gap-1 px-4 py-4">
      <h3 className="flex items-center gap-2 font-semibold text-lg">
        <RoomIcon room={room} size={18} />
        <span className="min-w-0">{room.name}</span>
      </h3>
      <p className="text-ink-soft text-sm">{room.topic || (canUpdate ? t("noTopic") : t(`kinds.${room.kind}`))}</p>
      {canUpdate && (
        <Button
          look="quiet"
          className="-ml-4 justify-self-start text-accent-ink!"
          autoFocus={state === "edited"}
          onClick={() => setState("editing")}
        >
          {t("edit")}
        </Button>
      )}
    </div>
  );
}

function FactsForm({ room, onDone }: { room: Room; onDone: () => void }) {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const failureText = useFailureText();
  const { run, busy, failure } = useCommand("room.update");
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const save = async () => {
    const result = await run({ roomId: room.id, name, topic });
    if (result.ok) onDone();
  };
  return (
    <form
      className="grid gap-3 px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onDone();
      }}
    >
      <Field
        label={t("name")}
        value={name}
        required
        autoFocus
        maxLength={limits.roomNameLength}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={t("topic")}
        value={topic}
        maxLength={limits.roomTopicLength}
        error={failure ? failureText(failure) : undefined}
        onChange={(event) => setTopic(event.target.value)}
      />
      {room.kind === "public" && (
        <Switch
          label={t("autoJoin")}
          checked={room.autoJoin}
          onChange={(autoJoin) => void runCommand("room.update", { roomId: room.id, autoJoin })}
        />
      )}
      <div className="flex justify-end gap-2">
        <CancelButton onClick={onDone} />
        <Button look="primary" type="submit" disabled={busy || name.trim() === ""}>
          {ui("save")}
        </Button>
      </div>
    </form>
  );
}
