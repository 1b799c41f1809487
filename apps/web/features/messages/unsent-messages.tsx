import { useMemo } from "react";
import { useStore } from "@/store/store";
import { PendingMark } from "./pending-mark";
import { toUnsent } from "./use-rows";

/** What was written to a room and could not be sent, where there is no timeline to show it. Nothing while there is none. */
export function UnsentMessages({ roomId }: { roomId: string }) {
  const outbox = useStore(({ view }) => view?.outbox);
  const unsent = useMemo(() => toUnsent(outbox ?? [], roomId), [outbox, roomId]);
  if (unsent.length === 0) return null;
  return (
    <ul className="mx-auto grid max-w-lg gap-2 px-6 pb-6">
      {unsent.map(({ id, input }) => (
        <li key={id} className="grid gap-1 rounded-md bg-sunken px-3 py-2">
          <p dir="auto" className="max-h-40 overflow-y-auto whitespace-pre-wrap text-base">
            {input.body}
          </p>
          <PendingMark messageId={id} />
        </li>
      ))}
    </ul>
  );
}
