"use client";
import { limits, newId, type Room, type RoomKind } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { navigate } from "@/lib/navigation";
import { useFailureText } from "@/lib/use-failure-text";
import { closeOverlay } from "@/store/ui";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { CancelButton } from "@/ui/cancel-button";
import { Choice } from "@/ui/choice";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Link } from "@/ui/link";
import { isIn } from "./room-commands";
import { roomPath } from "./room-path";
import { useNamesake } from "./use-namesake";

const FORM = "create-room";

/** A new room: its name, what it is for, and who may find it. */
export function CreateRoomDialog() {
  const t = useTranslations("rooms");
  const failureText = useFailureText();
  const { run, busy, failure } = useCommand("room.create");
  // Kept while the dialog is open, so that trying again after no answer cannot create a second room.
  const [id] = useState(() => newId());
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [kind, setKind] = useState<RoomKind>("public");
  const namesake = useNamesake(name, id);
  const create = async () => {
    const result = await run({ id, name, topic, kind }, isIn(id));
    if (!result.ok) return;
    navigate(roomPath(id));
    closeOverlay();
  };
  return (
    <Dialog
      open
      title={t("create")}
      onClose={closeOverlay}
      actions={
        <>
          <CancelButton onClick={closeOverlay} />
          <Button look="primary" type="submit" form={FORM} disabled={busy || name.trim() === ""}>
            {t("createAction")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="grid gap-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void create();
        }}
      >
        <Field
          label={t("name")}
          placeholder={t("namePlaceholder")}
          value={name}
          maxLength={limits.roomNameLength}
          required
          autoComplete="off"
          error={failure ? failureText(failure) : undefined}
          hint={namesake && <NamesakeHint room={namesake} />}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t("topic")}
          placeholder={t("topicPlaceholder")}
          value={topic}
          maxLength={limits.roomTopicLength}
          autoComplete="off"
          onChange={(event) => setTopic(event.target.value)}
        />
        <Choice
          label={t("kind")}
          value={kind}
          onChange={setKind}
          options={[
            { value: "public", label: t("public"), hint: t("kinds.public") },
            { value: "private", label: t("private"), hint: t("kinds.private") },
          ]}
        />
      </form>
    </Dialog>
  );
}

/** Two rooms may be called the same; perhaps the one that is there is the one that was wanted. */
function NamesakeHint({ room }: { room: Room }) {
  const t = useTranslations("rooms");
  return t.rich("nameTaken", {
    room: room.name,
    link: (name) => (
      <Link href={roomPath(room.id)} className="underline underline-offset-2 hover:text-ink" onClick={closeOverlay}>
        {name}
      </Link>
    ),
  });
}
