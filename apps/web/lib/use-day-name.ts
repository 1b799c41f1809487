import { useFormatter, useTranslations } from "next-intl";
import { useToday } from "./use-today";

/** Names a day as people do: today, yesterday, else its date, with the year once it is not this one. */
export function useDayName(): (at: string) => string {
  const t = useTranslations("time");
  const format = useFormatter();
  const today = useToday();
  return (at) => {
    const date = new Date(at);
    const day = date.toDateString();
    if (day === today) return t("today");
    if (day === dayBefore(today)) return t("yesterday");
    const year = date.getFullYear() === new Date(today).getFullYear() ? undefined : "numeric";
    return format.dateTime(date, { weekday: "long", month: "long", day: "numeric", year });
  };
}

/** By the calendar: where clocks are changed, a day before is not always 24 hours before. */
function dayBefore(day: string): string {
  const date = new Date(day);
  date.setDate(date.getDate() - 1);
  return date.toDateString();
}
