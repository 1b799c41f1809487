import { createContext, useContext } from "react";

type TimelineActions = {
  roomId: string;
  /** Scrolls to a message, fetching the history around it if need be, and lights it up. */
  jumpTo: (seq: number) => void;
  /** Whether the last page that was asked for did not come; `retry` asks again. */
  failed: boolean;
  retry: () => void;
};

export const TimelineContext = createContext<TimelineActions>({
  roomId: "",
  jumpTo: () => {},
  failed: false,
  retry: () => {},
});

/** What a row can ask of the timeline it stands in. */
export function useTimeline(): TimelineActions {
  return useContext(TimelineContext);
}
