import type { ConnectionView } from "@hiroba/client";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useBytes } from "@/lib/use-bytes";

/** The counters, and the cursor. */
export function ConnectionFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations("connection.panel");
  const format = useFormatter();
  const toBytes = useBytes();
  const { roundTripMs, events, bytesIn, bytesOut, requests, reconnects, resyncs, cursor, lastError } = connection;
  return (
    <dl aria-label={t("facts")} className="grid grid-cols-2 gap-x-4 gap-y-3 mid:grid-cols-3">
      <Fact name={t("roundTrip")}>
        {roundTripMs === null ? t("unknown") : t("milliseconds", { count: format.number(Math.round(roundTripMs)) })}
      </Fact>
      <Fact name={t("events")}>{format.number(events)}</Fact>
      <Fact name={t("requests")}>{format.number(requests)}</Fact>
      <Fact name={t("received")}>{toBytes(bytesIn)}</Fact>
      <Fact name={t("sent")}>{toBytes(bytesOut)}</Fact>
      <Fact name={t("reconnects")}>{format.number(reconnects)}</Fact>
      <Fact name={t("resyncs")}>{format.number(resyncs)}</Fact>
      <Fact name={t("cursor")}>
        <span className="font-mono">{cursor ?? "–"}</span>
      </Fact>
      {lastError && (
        <Fact name={t("lastError")}>
          <span className="font-mono text-xs">{lastError}</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0">
      <dt className="text-ink-soft text-xs">{name}</dt>
      <dd className="text-sm tabular-nums">{children}</dd>
    </div>
  );
}
