import type { Failure } from "@hiroba/protocol";
import { useTranslations } from "next-intl";

/** The words of `details.reason` that say more than the code does. */
export const failureReasons = [
  "alreadySetUp",
  "idTaken",
  "lastRoomAdmin",
  "messageDeleted",
  "messageFailed",
  "origin",
  "passwordRequired",
  "person",
  "roomArchived",
  "tooManyAutoJoinRooms",
  "tooManyEdits",
  "tooManyReactions",
  "tooManyRooms",
  "tooManyTokens",
  "turnedAway",
  "usernameTaken",
  "wrongCredentials",
  "wrongPassword",
] as const;

/** Says a failure in the reader's language: by its `details.reason` where there is a text for it, else by its code. */
export function useFailureText(): (failure: Failure) => string {
  const t = useTranslations("errors");
  return ({ code, details }) => {
    const reason = failureReasons.find((it) => it === details.reason);
    return reason ? t(`reasons.${reason}`) : t(`codes.${code}`, toWait(details.retryAfter));
  };
}

/** How long to wait, in minutes from two on, else in seconds. */
function toWait(retryAfter: unknown): { seconds: number; minutes: number } {
  const seconds = typeof retryAfter === "number" ? Math.ceil(retryAfter) : 0;
  return { seconds, minutes: seconds < 120 ? 0 : Math.ceil(seconds / 60) };
}
