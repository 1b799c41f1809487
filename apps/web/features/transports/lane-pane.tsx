import type { ClientView, TransportName } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { classes } from "@/lib/classes";
import { LaneFigures } from "./lane-figures";
import { LaneMessages } from "./lane-messages";

type LanePaneProps = {
  transport: TransportName;
  view: ClientView;
  roomId: string | null;
  arrivals: ReadonlyMap<string, number> | undefined;
  checksum: string | null;
  agrees: boolean;
};

/** One transport: what it is, how it does, and the room as it brought it. */
export const LanePane = memo(function LanePane(props: LanePaneProps) {
  const { transport, view, roomId, arrivals, checksum, agrees } = props;
  const t = useTranslations("transports");
  const transports = useTranslations("connection.panel.transports");
  const words = useTranslations("connection.words");
  const status = view.connection.status;
  return (
    <section
      aria-label={transports(transport)}
      className="row-span-3 grid min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-subgrid gap-4 rounded-lg bg-surface p-4"
    >
      <div className="grid content-start gap-1">
        <h2 className="flex items-center justify-between gap-x-2 wide:flex-col wide:items-start font-semibold text-lg">
          {transports(transport)}
          <span className="flex shrink-0 items-center gap-1.5 font-normal text-ink-soft text-xs">
            {words(status, { count: 0 })}
            <span
              aria-hidden
              className={classes("size-2 rounded-full", status === "live" ? "bg-good" : "animate-pulse bg-warn")}
            />
          </span>
        </h2>
        <p className="phrased text-ink-soft text-sm">{t(`about.${transport}`)}</p>
      </div>
      <LaneFigures
        transport={transport}
        connection={view.connection}
        delays={arrivals}
        checksum={checksum}
        agrees={agrees}
      />
      <LaneMessages transport={transport} state={view.state} roomId={roomId} arrivals={arrivals} />
    </section>
  );
});
