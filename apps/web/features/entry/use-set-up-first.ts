"use client";
import { useEffect } from "react";
import { postCommand } from "@/lib/post-command";

/** When a link leads nowhere: on a server that is not set up yet no link can lead anywhere, so it leads to the set-up. */
export function useSetUpFirst(leadsNowhere: boolean): void {
  useEffect(() => {
    if (!leadsNowhere) return;
    postCommand("workspace.status", {}).then(
      (status) => {
        if (status.ok && !status.data.setUp) window.location.replace("/set-up");
      },
      () => undefined,
    );
  }, [leadsNowhere]);
}
