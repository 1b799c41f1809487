import type { ClientView } from "@hiroba/client";
import type { CommandInput, CommandName, EventType } from "@hiroba/protocol";
import { useEffect } from "react";
import { useAnswer } from "@/lib/use-answer";
import { getClient } from "./client";
import { useStore } from "./store";

type Question<Name extends CommandName> = {
  name: Name;
  input: CommandInput<Name>;
  /** What happens in the log when the answer changes; not everything that changes it needs to be there. */
  changedBy: readonly EventType[];
  /** How often to ask all the same while the page is visible, where the log does not tell of everything. */
  everyMs?: number;
};

/**
 * What a command that reads answers, for what the state does not hold: devices, tokens, invites. It is asked for again
 * when the log tells of a change, and when the connection is back, since what was missed may not be told one by one.
 */
export function useAnswered<Name extends CommandName>({ name, input, changedBy, everyMs }: Question<Name>) {
  const answer = useAnswer(() => getClient().call(name, input), everyMs);
  const { askAgain } = answer;
  const types = changedBy.join();
  useEffect(() => {
    const wanted = new Set(types.split(","));
    return getClient().listen((events) => {
      if (events.some(({ event }) => wanted.has(event.type))) void askAgain();
    });
  }, [askAgain, types]);
  useEffect(
    () =>
      useStore.subscribe(({ view }, before) => {
        if (isLive(view) && !isLive(before.view)) void askAgain();
      }),
    [askAgain],
  );
  return answer;
}

function isLive(view: ClientView | null): boolean {
  return view?.connection.status === "live";
}
