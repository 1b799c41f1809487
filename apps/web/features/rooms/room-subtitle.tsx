import type { Room } from "@hiroba/protocol";
import { useConnectionWord } from "@/features/shell/use-connection-word";

/** A room's topic; on phones, where the sidebar is out of sight, the connection when it is not live. */
export function RoomSubtitle({ room }: { room: Room }) {
  const word = useConnectionWord();
  return (
    <>
      {word && <span className="animate-[appear_200ms_700ms_both] truncate text-warn text-xs mid:hidden">{word}</span>}
      {room.topic !== "" && (
        <span className={`truncate text-ink-soft text-xs ${word ? "max-mid:hidden" : ""}`}>{room.topic}</span>
      )}
    </>
  );
}
