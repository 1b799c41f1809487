import { createIndexedDbStore } from "@hiroba/client/indexed-db";
import type { Result } from "@hiroba/protocol";
import { postCommand } from "@/lib/post-command";
import { getClient } from "./client";
import { forgetDrafts } from "./drafts";
import { forgetEdits } from "./edits";

/** Signs this browser out, or all my devices, forgets what is kept here, and leaves for the sign-in. */
export async function signOut(everywhere: boolean): Promise<Result<unknown>> {
  const result = await postCommand("session.signOut", { everywhere });
  if (!result.ok && result.error.code !== "UNAUTHENTICATED") return result;
  await getClient().stop();
  await createIndexedDbStore().clear();
  forgetWriting();
  window.location.replace("/sign-in");
  return { ok: true, data: null };
}

/** Forgets what is being written in this tab: whoever is here next is somebody else. */
export function forgetWriting(): void {
  forgetDrafts();
  forgetEdits();
}
