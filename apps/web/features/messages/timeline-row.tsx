import type { RoomEntry } from "@hiroba/protocol";
import { memo } from "react";
import { Beginning } from "./beginning";
import { DayDivider, NewDivider } from "./dividers";
import { EndRow } from "./end-row";
import { MessageRow } from "./message-row";
import { MissingHistory } from "./missing-history";
import { NotesRow } from "./notes-row";
import type { Row } from "./rows";

type TimelineRowProps = {
  row: Row;
  entry: RoomEntry;
  lit: boolean;
  tabbable: boolean;
  onEndSeen: (seen: boolean) => void;
};

/** One row of the timeline, in the column that all of them share. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  return (
    <div className="mx-auto w-full max-w-[46rem]">
      <RowContent {...props} />
    </div>
  );
});

function RowContent({ row, entry, lit, tabbable, onEndSeen }: TimelineRowProps) {
  switch (row.kind) {
    case "beginning":
      return <Beginning entry={entry} />;
    case "older":
    case "missing":
      return <MissingHistory />;
    case "day":
      return <DayDivider at={row.at} />;
    case "new":
      return <NewDivider />;
    case "notes":
      return <NotesRow id={row.key} notes={row.notes} tabbable={tabbable} />;
    case "message":
      return <MessageRow id={row.id} leads={row.leads} lit={lit} tabbable={tabbable} />;
    case "end":
      return <EndRow onSeen={onEndSeen} />;
  }
}
