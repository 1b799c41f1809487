import { useFormatter, useTranslations } from "next-intl";

const DAY_MS = 86_400_000;

/** Names a day as people do: today, yesterday, else its date, with the year once it is not this one. */
export function useDayName(): (at: string) => string {
  const t = useTranslations("time");
  const format = useFormatter();
  return (at) => {
    const date = new Date(at);
    const now = new Date();
    if (isSameDay(date, now)) return t("today");
    if (isSameDay(date, new Date(now.getTime() - DAY_MS))) return t("yesterday");
    const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
    return format.dateTime(date, { weekday: "long", month: "long", day: "numeric", year });
  };
}

function isSameDay(left: Date, right: Date): boolean {
  return left.toDateString() === right.toDateString();
}
