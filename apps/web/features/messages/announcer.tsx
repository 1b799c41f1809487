"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useUserId } from "@/store/hooks";
import { useStore } from "@/store/store";
import { toSnippet } from "./snippet";

/** Reads new messages of the open room to screen readers, politely; history that is scrolled into is not read. */
export function Announcer({ roomId }: { roomId: string }) {
  const t = useTranslations("messages");
  const me = useUserId();
  const [text, setText] = useState("");
  const [heardTo, setHeardTo] = useState<number | null>(null);
  const newest = useStore(({ view }) => {
    const timeline = view?.state?.timelines[roomId];
    const id = timeline && !timeline.newer ? timeline.messageIds.at(-1) : undefined;
    return id ? view?.state?.messages[id] : undefined;
  });
  const author = useStore(({ view }) => (newest ? view?.state?.users[newest.authorId]?.name : undefined));
  useEffect(() => {
    if (!newest || newest.seq === heardTo) return;
    if (heardTo !== null && newest.seq > heardTo && newest.authorId !== me) {
      setText(t("announcement", { name: author ?? "", text: toSnippet(newest.body) }));
    }
    setHeardTo(newest.seq);
  }, [newest, heardTo, me, author, t]);
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
