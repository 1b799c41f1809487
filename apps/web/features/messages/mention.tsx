import { ROOM_MENTION } from "@hiroba/protocol";
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";
import { useUserId } from "@/store/hooks";
import { openOverlay } from "@/store/ui";
import { useInnerTabIndex } from "./tabbable";

/** A name that is called in a message; mine stands out more. */
export function Mention({ userId, children }: { userId: string; children: ReactNode }) {
  const me = useUserId();
  const tabIndex = useInnerTabIndex();
  const toRoom = userId === ROOM_MENTION;
  const look = classes(
    "rounded-sm px-1 font-medium",
    toRoom || userId === me ? "bg-accent-soft text-accent-ink" : "bg-hover text-ink",
  );
  if (toRoom) return <span className={look}>{children}</span>;
  return (
    <button type="button" tabIndex={tabIndex} className={look} onClick={() => openOverlay({ name: "profile", userId })}>
      {children}
    </button>
  );
}
