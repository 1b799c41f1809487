import { type CommandInput, newId } from "@hiroba/protocol";
import { postCommand } from "@/lib/post-command";

type Newcomer = Omit<CommandInput<"invite.accept">, "id">;

/**
 * Prepares an acceptance that may be sent again when its answer got lost: with the same id and the same secret of this
 * page, the server answers what it answered first.
 */
export function prepareAcceptance(): (newcomer: Newcomer) => ReturnType<typeof postCommand<"invite.accept">> {
  const id = newId();
  const key = newId();
  return (newcomer) => postCommand("invite.accept", { id, ...newcomer }, key);
}
