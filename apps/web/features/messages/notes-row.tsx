import type { Note } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useStore } from "@/store/store";

/** More than these are folded into one line. */
const SHOWN = 2;

/** What happened to the room between two messages: who came, left, renamed it. Small, and folded when it was a lot. */
export function NotesRow({ notes }: { notes: readonly Note[] }) {
  const t = useTranslations("notes");
  const [open, setOpen] = useState(false);
  if (notes.length <= SHOWN || open) {
    return (
      <ul className="py-1 pr-4 pl-16 text-ink-soft text-xs">
        {notes.map((note) => (
          <NoteLine key={`${note.seq}:${note.kind}`} note={note} />
        ))}
      </ul>
    );
  }
  return (
    <div className="py-1 pr-4 pl-16 text-xs">
      <button
        type="button"
        aria-expanded={false}
        className="-mx-2 rounded-sm px-2 py-1 text-ink-soft hover:bg-hover hover:text-ink touch:min-h-11"
        onClick={() => setOpen(true)}
      >
        {t("folded", { count: notes.length })}
      </button>
    </div>
  );
}

function NoteLine({ note }: { note: Note }) {
  const format = useFormatter();
  const text = useNoteText(note);
  return (
    <li className="py-0.5">
      {text}{" "}
      {/* By itself: behind an Arabic name its digits would be taken for a part of that, and change places with it. */}
      <time className="[unicode-bidi:isolate]" dateTime={note.at}>
        {format.dateTime(new Date(note.at), { timeStyle: "short" })}
      </time>
    </li>
  );
}

function useNoteText({ kind, actorId, userId, text }: Note): string {
  const t = useTranslations("notes");
  const users = useStore(({ view }) => view?.state?.users);
  const nameOf = (id: string | null) => (id ? users?.[id]?.name : undefined) ?? t("somebody");
  const actor = nameOf(actorId);
  // Whom it is about, where somebody else did it.
  const other = userId !== null && userId !== actorId ? nameOf(userId) : null;
  switch (kind) {
    case "joined":
      return other === null || actorId === null
        ? t("joined", { name: other ?? actor })
        : t("added", { actor, name: other });
    case "left":
      return other === null || actorId === null
        ? t("left", { name: other ?? actor })
        : t("removed", { actor, name: other });
    case "renamed":
      return t("renamed", { actor, text });
    case "topic":
      return text === "" ? t("topicCleared", { actor }) : t("topic", { actor, text });
    case "archived":
      return t("archived", { actor });
    case "restored":
      return t("restored", { actor });
  }
}
