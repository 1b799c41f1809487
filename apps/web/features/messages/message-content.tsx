import type { Message } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { EditField } from "./edit-field";
import { EditedMark } from "./edited-mark";
import { MessageBody } from "./message-body";
import { PendingMark } from "./pending-mark";
import { Reactions } from "./reactions";
import { ReplyQuote } from "./reply-quote";

/** What a message says, with all that hangs on it; a tombstone once it is deleted. */
export function MessageContent({ message, editing }: { message: Message; editing: boolean }) {
  const t = useTranslations("messages");
  if (message.deletedAt) {
    return (
      <>
        <p className="text-ink-soft text-sm italic">{t("deleted")}</p>
        {editing && <EditField message={message} />}
        <PendingMark messageId={message.id} />
      </>
    );
  }
  return (
    <>
      {message.replyToId && <ReplyQuote roomId={message.roomId} messageId={message.replyToId} />}
      {editing ? (
        <EditField message={message} />
      ) : (
        <div>
          <MessageBody message={message} /> {message.editedAt && <EditedMark message={message} />}
        </div>
      )}
      <PendingMark messageId={message.id} />
      {message.reactions.length > 0 && <Reactions message={message} />}
    </>
  );
}
