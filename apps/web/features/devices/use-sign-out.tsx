"use client";
import { type ReactNode, useState } from "react";
import { LeaveDialog } from "./leave-dialog";

/** The way out: `signOut` asks first, in the `dialog` that whoever uses this draws. */
export function useSignOut(): { signOut: (everywhere?: boolean) => void; dialog: ReactNode } {
  const [asking, setAsking] = useState<{ everywhere: boolean } | null>(null);
  return {
    signOut: (everywhere = false) => setAsking({ everywhere }),
    dialog: asking && <LeaveDialog everywhere={asking.everywhere} onClose={() => setAsking(null)} />,
  };
}
