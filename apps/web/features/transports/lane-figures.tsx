import type { ConnectionView, TransportName } from "@hiroba/client";
import { Check } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useBytes } from "@/lib/use-bytes";
import { summarise } from "./delays";

type LaneFiguresProps = {
  transport: TransportName;
  connection: ConnectionView;
  delays: ReadonlyMap<string, number> | undefined;
  checksum: string | null;
  agrees: boolean;
};

/** How fast, at what cost, and what it holds. */
export function LaneFigures({ transport, connection, delays, checksum, agrees }: LaneFiguresProps) {
  const t = useTranslations("transports");
  const transports = useTranslations("connection.panel.transports");
  const format = useFormatter();
  const toBytes = useBytes();
  const { last, median, slowest, count } = summarise([...(delays?.values() ?? [])]);
  const toDelay = (delay: number | null) =>
    delay === null ? t("none") : t("milliseconds", { count: format.number(Math.round(delay)) });
  return (
    <dl
      aria-label={t("figures", { transport: transports(transport) })}
      className="grid gap-y-1 text-sm [&_dd]:text-right [&_dd]:tabular-nums"
    >
      <Figure name={t("lastDelay")}>
        <span className="font-semibold">{toDelay(last)}</span>
      </Figure>
      {count > 1 && <Figure name={t("typicalDelay", { count })}>{toDelay(median)}</Figure>}
      {count > 1 && <Figure name={t("slowestDelay", { count })}>{toDelay(slowest)}</Figure>}
      <Figure name={t("requests")}>{format.number(connection.requests)}</Figure>
      <Figure name={t("received")}>{toBytes(connection.bytesIn)}</Figure>
      <Figure name={t("sent")}>{toBytes(connection.bytesOut)}</Figure>
      <Figure name={t("cursor")}>
        <span className="font-mono text-xs">{connection.cursor ?? t("none")}</span>
      </Figure>
      <Figure name={t("checksum")}>
        <span className="inline-flex items-center gap-1 font-mono text-xs">
          {checksum ?? t("none")}
          {agrees && <Check aria-label={t("same")} size={14} strokeWidth={2.5} className="text-good" />}
        </span>
      </Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
