import { createContext, useContext } from "react";

type TimelineActions = {
  roomId: string;
  /** Scrolls to a message, fetching the history around it if need be, and lights it up. */
  jumpTo: (seq: number) => void;
};

export const TimelineContext = createContext<TimelineActions>({ roomId: "", jumpTo: () => {} });

/** What a row can ask of the timeline it stands in. */
export function useTimeline(): TimelineActions {
  return useContext(TimelineContext);
}
