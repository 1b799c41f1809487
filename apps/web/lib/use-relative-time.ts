import { useFormatter, useLocale } from "next-intl";
import { toLocale } from "./locale";

/** Says how far a time is from now: "in 7 days", 7日後. */
export function useRelativeTime(): (at: string, now: number) => string {
  const format = useFormatter();
  // The narrow style of Japanese has the same words, without the space after the digit.
  const style = toLocale(useLocale()) === "ja" ? "narrow" : "long";
  return (at, now) => format.relativeTime(new Date(at), { now, style });
}
