import { useEffect } from "react";
import { navigate } from "@/lib/navigation";
import { useLatest } from "@/lib/use-latest";
import { useStore } from "@/store/store";
import { roomPath } from "./room-path";
import { stepRoom } from "./sections";
import { useSections } from "./use-sections";

/** Alt with the arrows goes up and down the list of rooms; with Shift too, through those that are unread. */
export function useRoomKeys(openId: string | null): void {
  const sections = useSections(openId);
  const latest = useLatest({ sections, openId });
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      const step = toStep(event);
      const { sections: held, openId: from } = latest.current;
      if (!step || !held || useStore.getState().overlay) return;
      event.preventDefault();
      const ids = event.shiftKey ? held.unread : [...held.unread, ...held.starred, ...held.rooms];
      const next = stepRoom(ids, from, step);
      if (next) navigate(roomPath(next));
    };
    window.addEventListener("keydown", handleKeyDown);
    return () => window.removeEventListener("keydown", handleKeyDown);
  }, [latest]);
}

function toStep({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): 1 | -1 | null {
  if (!altKey || ctrlKey || metaKey) return null;
  return key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : null;
}
