import type { CommandOutput } from "@hiroba/protocol";
import { useEffect, useState } from "react";
import { useCommand } from "@/store/use-command";

export type Listed = CommandOutput<"room.list">["rooms"][number];

const TYPING_MS = 200;

/** The rooms found so far, page by page; asked anew shortly after the query has changed. */
export function useListedRooms(query: string) {
  const { run, failure } = useCommand("room.list");
  const [rooms, setRooms] = useState<Listed[] | null>(null);
  const [more, setMore] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is new at every drawing and always does the same.
  useEffect(() => {
    let left = false;
    const ask = async () => {
      const result = await run({ query });
      if (left || !result.ok) return;
      setRooms(result.data.rooms);
      setMore(result.data.more);
    };
    const timer = setTimeout(() => void ask(), query === "" ? 0 : TYPING_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [query]);
  const loadMore = async () => {
    const after = rooms?.at(-1)?.room.id;
    const result = await run({ query, ...(after ? { after } : {}) });
    if (!result.ok) return;
    setRooms([...(rooms ?? []), ...result.data.rooms]);
    setMore(result.data.more);
  };
  return { rooms, more, failure, loadMore: () => void loadMore() };
}
