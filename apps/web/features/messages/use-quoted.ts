import type { Message } from "@hiroba/protocol";
import { useEffect } from "react";
import { getClient } from "@/store/client";
import { useMessage } from "@/store/messages";
import { useStore } from "@/store/store";

/** A message that is quoted. One that is not held is fetched, once there is a connection. */
export function useQuoted(roomId: string, messageId: string): Message | undefined {
  const quoted = useMessage(messageId)?.message;
  const missing = quoted === undefined;
  const ready = useStore(
    ({ view }) => view?.connection.status === "live" && view.state?.timelines[roomId] !== undefined,
  );
  useEffect(() => {
    if (missing && ready) void getClient().loadQuoted(roomId, messageId);
  }, [missing, ready, roomId, messageId]);
  return quoted;
}
