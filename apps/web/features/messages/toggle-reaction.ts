import { type Message, toQualifiedEmoji } from "@hiroba/protocol";
import { rememberEmoji } from "@/features/emoji/recent-emoji";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";

/** Puts my reaction on a message, or takes it back, in whichever form the emoji comes. */
export function toggleReaction({ id: messageId, reactions }: Message, picked: string): void {
  const emoji = toQualifiedEmoji(picked);
  const me = useStore.getState().view?.userId ?? "";
  const mine = reactions.some(
    (reaction) => toQualifiedEmoji(reaction.emoji) === emoji && reaction.userIds.includes(me),
  );
  if (!mine) rememberEmoji(emoji);
  getClient().enqueue(mine ? "reaction.remove" : "reaction.add", { messageId, emoji });
}
