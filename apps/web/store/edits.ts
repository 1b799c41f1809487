import { keptInTab } from "@/lib/storage";
import { useStore } from "./store";

/*
 * Changes to messages that are being written and not saved. They lie nowhere else: each is kept until it is saved or
 * given up, though another message is changed meanwhile, and all of them with this tab, so that a reload loses none.
 */

const kept = keptInTab("hiroba:edits");

type KeptEdits = { userId: string; editingId: string | null; edits: Readonly<Record<string, string>> };

/** Begins to edit a message, or goes on where it was left. */
export function startEditing(messageId: string): void {
  useStore.setState({ editingId: messageId });
  keepEdits();
}

export function changeEdit(messageId: string, text: string): void {
  useStore.setState(({ edits }) => ({ edits: { ...edits, [messageId]: text } }));
  keepEdits();
}

/** Ends the editing of a message: what was written is saved, or given up. */
export function stopEditing(messageId: string): void {
  useStore.setState(({ editingId, edits: { [messageId]: _, ...edits } }) => ({
    editingId: editingId === messageId ? null : editingId,
    edits,
  }));
  keepEdits();
}

/** Takes up what was being written when the page was left, by the same person. */
export function returnEdits(): void {
  const { view, editingId } = useStore.getState();
  const left = editingId === null ? (kept.read() as KeptEdits | null) : null;
  if (left && left.userId === view?.userId) useStore.setState({ editingId: left.editingId, edits: left.edits });
}

/** As whoever signs out leaves nothing behind. */
export function forgetEdits(): void {
  useStore.setState({ editingId: null, edits: {} });
  keepEdits();
}

function keepEdits(): void {
  const { view, editingId, edits } = useStore.getState();
  if (Object.keys(edits).length === 0) kept.forget();
  else kept.write({ userId: view?.userId ?? "", editingId, edits } satisfies KeptEdits);
}
