import type { Failure } from "@hiroba/protocol";
import { useTranslations } from "next-intl";

const reasons = [
  "archived",
  "badPassword",
  "usernameTaken",
  "lastOwner",
  "alreadySetUp",
  "inviteEnded",
  "linkEnded",
] as const;

/** Says a failure in the reader's language: by its `details.reason` where there is a text for it, else by its code. */
export function useFailureText(): (failure: Failure) => string {
  const t = useTranslations("errors");
  return ({ code, details }) => {
    const reason = reasons.find((it) => it === details.reason);
    if (reason) return t(`reasons.${reason}`);
    return t(`codes.${code}`, { seconds: typeof details.retryAfter === "number" ? Math.ceil(details.retryAfter) : 0 });
  };
}
