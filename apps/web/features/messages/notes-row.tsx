import type { Note } from "@hiroba/protocol";
import { ChevronDown } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useNameInText } from "@/features/users/use-name-in-text";
import { useStore } from "@/store/store";

/** More than these are folded into one line. */
const SHOWN = 2;

type NotesRowProps = { id: string; notes: readonly Note[]; tabbable: boolean };

/** What happened to the room between two messages: who came, left, renamed it. Small, and folded when it was a lot. */
export function NotesRow({ id, notes, tabbable }: NotesRowProps) {
  const [open, setOpen] = useState(false);
  const folded = isFolded(notes);
  const summary = useSummary(notes);
  return (
    <div className="py-1 pr-4 pl-16 text-ink-soft text-xs">
      {folded && (
        <button
          type="button"
          data-stop={id}
          tabIndex={tabbable ? 0 : -1}
          aria-expanded={open}
          className="-mx-2 flex items-center gap-1 rounded-sm px-2 py-1 text-left hover:bg-hover hover:text-ink touch:min-h-11"
          onClick={() => setOpen(!open)}
        >
          {summary}
          <ChevronDown aria-hidden size={14} className={open ? "shrink-0 rotate-180" : "shrink-0"} />
        </button>
      )}
      {(open || !folded) && (
        <ul>
          {notes.map((note) => (
            <NoteLine key={`${note.seq}:${note.kind}`} note={note} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whether there are so many that one button stands for all of them. */
export function isFolded(notes: readonly Note[]): boolean {
  return notes.length > SHOWN;
}

/** Who came, where they are nothing but that; else how much it is. */
function useSummary(notes: readonly Note[]): string {
  const t = useTranslations("notes");
  const nameOf = useNames();
  const [first] = notes;
  const allJoined = notes.every(({ kind }) => kind === "joined");
  if (!first || !allJoined) return t("folded", { count: notes.length });
  return t("foldedJoined", { name: nameOf(first.userId ?? first.actorId), count: notes.length - 1 });
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
  const nameOf = useNames();
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

function useNames(): (id: string | null) => string {
  const t = useTranslations("notes");
  const nameInText = useNameInText();
  const users = useStore(({ view }) => view?.state?.users);
  return (id) => (id ? nameInText(users?.[id]) : undefined) ?? t("somebody");
}
