"use client";
import type { ClientView } from "@hiroba/client";
import { type Failure, limits, newId } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import type { Lane } from "./lanes";

const BURST = 20;

type SendBarProps = {
  roomId: string;
  lanes: readonly Lane[];
  views: readonly ClientView[];
  noteSent: (messageId: string) => void;
};

/** Sends into the room, over the best lane that is live, and notes when. */
export function SendBar({ roomId, lanes, views, noteSent }: SendBarProps) {
  const t = useTranslations("transports");
  const transports = useTranslations("connection.panel.transports");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const sender = lanes.find((_lane, index) => views[index]?.connection.status === "live");

  const send = async (bodies: readonly string[]): Promise<boolean> => {
    if (!sender) return false;
    setBusy(true);
    const results = await Promise.all(
      bodies.map((body) => {
        const id = newId();
        noteSent(id);
        return sender.client.call("message.send", { id, roomId, body });
      }),
    );
    setBusy(false);
    const [failed] = results.flatMap((result) => (result.ok ? [] : result.error));
    setFailure(failed ?? null);
    return !failed;
  };
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || text.trim() === "") return;
    setText("");
    // What was refused is put back, unless something else has been begun.
    if (!(await send([text]))) setText((now) => now || text);
  };
  const handleBurst = () =>
    void send(Array.from({ length: BURST }, (_, index) => t("burstText", { number: index + 1, count: BURST })));

  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <Field
          label={t("message")}
          placeholder={t("messageExample")}
          value={text}
          maxLength={limits.messageLength}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          className="min-w-48 flex-1"
        />
        <Button type="submit" look="primary" disabled={!sender || busy} className="h-10">
          {t("send")}
        </Button>
        <Button disabled={!sender || busy} onClick={handleBurst} className="h-10">
          {t("burst")}
        </Button>
      </div>
      <FailureNote failure={failure} />
      <p className="phrased text-ink-soft text-sm">
        {t("note", { transport: sender ? transports(sender.transport) : t("waiting") })}
      </p>
    </form>
  );
}
