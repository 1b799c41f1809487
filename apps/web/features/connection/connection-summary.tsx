import type { ConnectionView } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { useWaiting } from "@/features/shell/use-connection-word";
import { classes } from "@/lib/classes";
import { useNow } from "@/lib/use-now";

/** In words: over what, why, and how it is going. */
export function ConnectionSummary({ connection }: { connection: ConnectionView }) {
  const t = useTranslations("connection.panel");
  const { status, transport, reason } = connection;
  const waiting = useWaiting();
  const seconds = useSecondsUntil(status === "offline" ? connection.retryAt : null);
  return (
    <div className="flex gap-3">
      <span
        aria-hidden
        className={classes(
          "mt-2 size-2.5 shrink-0 rounded-full",
          status === "live" ? "bg-good" : status === "outdated" || status === "signedOut" ? "bg-bad" : "bg-warn",
        )}
      />
      <div className="phrased grid gap-1 text-balance text-sm" role="status">
        <p className="font-semibold text-base">
          {transport ? t("over", { transport: t(`transports.${transport}`) }) : t("none")}
        </p>
        {transport && <p className="text-ink-soft">{t(`reasons.${reason}`)}</p>}
        <p className="text-ink-soft">
          {status === "offline" ? t("status.offline", { seconds }) : t(`status.${status}`)}
        </p>
        {waiting > 0 && <p>{t("waiting", { count: waiting })}</p>}
      </div>
    </div>
  );
}

/** Whole seconds until then, at least 0; -1 when there is no then. */
function useSecondsUntil(at: number | null): number {
  const now = useNow(at === null ? null : 500);
  return at === null ? -1 : Math.max(0, Math.ceil((at - now) / 1_000));
}
