"use client";
import { postCommand } from "@/lib/post-command";
import { useAnswer } from "@/lib/use-answer";

/** Whether this server's workspace is set up, and its name. */
export function useWorkspaceStatus() {
  return useAnswer(() => postCommand("workspace.status", {}));
}
