import type { Message } from "@hiroba/protocol";
import { useFormatter } from "next-intl";
import { Link } from "@/ui/link";
import { messagePath } from "./message-path";

/** When a message was sent, exact on hover, and a link to it. */
export function MessageTime({ message }: { message: Message }) {
  const format = useFormatter();
  const date = new Date(message.createdAt);
  const time = (
    <time dateTime={message.createdAt} title={format.dateTime(date, { dateStyle: "full", timeStyle: "medium" })}>
      {format.dateTime(date, { timeStyle: "short" })}
    </time>
  );
  const look = "whitespace-nowrap text-2xs text-ink-soft tabular-nums";
  if (message.rev === 0) return <span className={look}>{time}</span>;
  return (
    <Link href={messagePath(message)} tabIndex={-1} className={`${look} rounded-sm hover:underline`}>
      {time}
    </Link>
  );
}
