"use client";
import type { TransportName } from "@hiroba/client";
import type { State } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { Avatar } from "@/ui/avatar";

const SHOWN = 8;

type LaneMessagesProps = {
  transport: TransportName;
  state: State | null;
  roomId: string | null;
  arrivals: ReadonlyMap<string, number> | undefined;
};

/** The newest messages as one lane holds them, with how long those from this page took. */
export function LaneMessages({ transport, state, roomId, arrivals }: LaneMessagesProps) {
  const t = useTranslations("transports");
  const transports = useTranslations("connection.panel.transports");
  const people = useTranslations("people");
  const format = useFormatter();
  const ids = (roomId && state?.timelines[roomId]?.messageIds.slice(-SHOWN)) || [];
  const messages = ids.flatMap((id) => state?.messages[id] ?? []);
  return (
    <ol
      aria-label={t("messages", { transport: transports(transport) })}
      className="flex min-h-68 flex-col justify-end gap-1.5 rounded-md bg-sunken p-3 text-sm"
    >
      {messages.length === 0 && <li className="text-ink-soft">{t("empty")}</li>}
      {messages.map(({ id, authorId, body, deletedAt }) => {
        const delay = arrivals?.get(id);
        const author = state?.users[authorId];
        return (
          <li key={id} className="flex items-center gap-2">
            <Avatar id={authorId} name={author?.name ?? "?"} size="small" />
            <span className="sr-only">{author?.name ?? people("unknown")}</span>
            <span className={classes("min-w-0 flex-1 truncate", deletedAt !== null && "text-ink-soft italic")}>
              {deletedAt === null ? body : t("deleted")}
            </span>
            {delay !== undefined && (
              <span className="shrink-0 text-ink-soft text-xs tabular-nums">
                {t("milliseconds", { count: format.number(Math.round(delay)) })}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
