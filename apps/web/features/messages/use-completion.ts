import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import type { Emoji } from "@/features/emoji/emoji-data";
import { useEmoji } from "@/features/emoji/use-emoji";
import { replaceRange } from "@/lib/insert-text";
import { useCan, useUserId } from "@/store/hooks";
import { useStore } from "@/store/store";
import { findEmoji, findPeople, findShortcode, findToken, type Option, type Token } from "./completion";

const noOptions: readonly Option[] = [];

/** Completes mentions and emoji while they are typed: the options at the cursor, and the keys to choose among them. */
export function useCompletion(roomId: string, field: RefObject<HTMLTextAreaElement | null>) {
  const [token, setToken] = useState<Token | null>(null);
  const [index, setIndex] = useState(0);
  const { all: emoji } = useEmoji(token?.kind === "emoji");
  const options = useOptions(roomId, token, emoji);
  const open = options.length > 0;

  const choose = (option: Option) => {
    setToken(null);
    if (field.current && token) replaceRange(field.current, token.range, option.insert);
  };
  /** Called whenever the text or the cursor has moved. */
  const look = () => {
    const next = field.current && findToken(field.current.value, field.current.selectionStart);
    if (next?.query !== token?.query || next?.kind !== token?.kind) setIndex(0);
    setToken(next);
  };
  /** Called when something was typed: a colon that closes the name of an emoji puts it there. */
  const closeShortcode = (typed: string | null) => {
    if (!field.current || (typed !== ":" && typed !== "：")) return;
    const closed = findShortcode(field.current.value, field.current.selectionStart);
    const named = closed && emoji.find(({ shortcodes }) => shortcodes.includes(closed.code));
    if (named) replaceRange(field.current, closed.range, named.emoji);
  };
  const chooseCurrent = (): boolean => {
    const option = options[index];
    if (option) choose(option);
    return option !== undefined;
  };
  /** True for a key that belongs to the list. */
  const handleKey = (event: KeyboardEvent): boolean => {
    if (!open || event.shiftKey) return false;
    if (event.key === "ArrowDown") setIndex((index + 1) % options.length);
    else if (event.key === "ArrowUp") setIndex((index + options.length - 1) % options.length);
    else if (event.key === "Tab") chooseCurrent();
    else if (event.key === "Escape") setToken(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { options, index, open, choose, chooseCurrent, closeShortcode, look, handleKey, close: () => setToken(null) };
}

function useOptions(roomId: string, token: Token | null, emoji: readonly Emoji[]): readonly Option[] {
  const me = useUserId() ?? "";
  const users = useStore(({ view }) => view?.state?.users);
  const members = useStore(({ view }) => view?.state?.members[roomId]);
  const mayCallRoom = useCan("message.mentionRoom", roomId);
  return useMemo(() => {
    if (!token) return noOptions;
    if (token.kind === "emoji") return findEmoji(token.query, emoji);
    return findPeople(token.query, {
      users: users ?? {},
      members: Object.values(members?.byId ?? {}),
      me,
      mayCallRoom,
    });
  }, [token, users, members, me, mayCallRoom, emoji]);
}
