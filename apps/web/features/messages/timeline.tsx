"use client";
import type { RoomEntry } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { navigate } from "@/lib/navigation";
import { useMedia } from "@/lib/use-media";
import { useScreenActive } from "@/lib/use-screen-active";
import { useStore } from "@/store/store";
import { JumpPills } from "./jump-pills";
import type { Row } from "./rows";
import { useOnSent } from "./sent";
import { TimelineContext } from "./timeline-context";
import { TimelineRow } from "./timeline-row";
import { TimelineSkeleton } from "./timeline-skeleton";
import { useHistory } from "./use-history";
import { useJump } from "./use-jump";
import { useNewAbove } from "./use-new-above";
import { useNewLine } from "./use-new-line";
import { useReading } from "./use-reading";
import { useRoving } from "./use-roving";
import { useRows } from "./use-rows";
import { useScrolling } from "./use-scrolling";

/** Rows are drawn, and so measured, this far outside of what is visible: what is measured in sight would move the rest. */
const BUFFER_PX = 900;

type TimelineProps = { entry: RoomEntry; at: number | null };

/** A room's messages. Mounted anew for every room. */
export function Timeline({ entry, at }: TimelineProps) {
  const t = useTranslations("messages");
  const roomId = entry.room.id;
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [endSeen, setEndSeen] = useState(false);
  const timeline = useStore(({ view }) => view?.state?.timelines[roomId]);
  const present = !timeline?.newer;
  const active = useScreenActive();
  const covered = useCovered();
  const looking = active && !covered && endSeen && present && timeline !== undefined;

  const { newFrom, clearNewLine } = useNewLine(entry, { active, looking });
  const { rows, prepended } = useRows(roomId, newFrom);
  const history = useHistory(roomId);
  const { newAbove, measure, markSeen } = useNewAbove(rows, list, newFrom);
  const scrolling = useScrolling({
    rows,
    prepended,
    scroller,
    present,
    onMove: measure,
    onNearStart: history.loadOlder,
    onNearEnd: history.loadNewer,
  });
  const jump = useJump({ at, rows, list, history, scrolling });
  const roving = useRoving({ rows, list, scroller });
  useReading(roomId, newestSeq(rows), looking);
  useOnSent(roomId, () => {
    clearNewLine();
    jump.jumpToLatest();
  });

  if (rows.length === 0) return <TimelineSkeleton failed={history.failed} onRetry={history.retry} />;
  return (
    <TimelineContext value={{ roomId, jumpTo: jump.jumpTo, failed: history.failed, retry: history.retry }}>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div
          ref={scroller}
          role="log"
          aria-live="off"
          aria-label={t("timeline", { room: entry.room.name })}
          className="flex min-h-0 flex-1 flex-col overflow-y-auto overflow-x-hidden overscroll-contain [overflow-anchor:none]"
          {...roving.handlers}
        >
          <div className="grow" />
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            data={rows}
            shift={prepended}
            bufferSize={BUFFER_PX}
            keepMounted={roving.keepMounted}
            onScroll={scrolling.handleScroll}
            onResize={scrolling.handleResize}
          >
            {(row) => (
              <TimelineRow
                key={row.key}
                row={row}
                entry={entry}
                lit={row.kind === "message" && row.seq === jump.lit}
                tabbable={row.key === roving.tabbable}
                onEndSeen={setEndSeen}
              />
            )}
          </Virtualizer>
        </div>
        <JumpPills
          entry={entry}
          newAbove={newAbove}
          away={scrolling.away || !present}
          onJumpToNew={() => {
            markSeen();
            if (newFrom !== null) jump.jumpTo(newFrom);
          }}
          onJumpToLatest={() => {
            // The address must not lead back into the past at the next reload.
            if (at !== null) navigate(window.location.pathname, { replace: true });
            jump.jumpToLatest();
          }}
          onDismiss={markSeen}
        />
      </div>
    </TimelineContext>
  );
}

/** Whether the details stand over all of it, as they do on phones. */
function useCovered(): boolean {
  const open = useStore((store) => store.detailsOpen);
  return useMedia("narrow") && open;
}

/** The newest message that the server knows. */
function newestSeq(rows: readonly Row[]): number {
  const row = rows.findLast((it) => it.kind === "message" && it.seq < Number.MAX_SAFE_INTEGER);
  return row?.kind === "message" ? row.seq : 0;
}
