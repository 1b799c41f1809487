import { useTranslations } from "next-intl";
import { useDayName } from "@/lib/use-day-name";

/** Where a day begins. */
export function DayDivider({ at }: { at: string }) {
  const name = useDayName();
  return (
    <h2 className="mx-4 flex items-center gap-3 pt-6 pb-2 font-medium text-ink-soft text-xs">
      <span className="h-px flex-1 bg-line" />
      <time dateTime={at.slice(0, 10)}>{name(at)}</time>
      <span className="h-px flex-1 bg-line" />
    </h2>
  );
}

/** Above it was read, below it was not, when the room was opened. */
export function NewDivider() {
  const t = useTranslations("messages");
  return (
    <h2 className="mx-4 flex items-center gap-3 pt-3 pb-1 font-semibold text-accent-ink text-xs">
      <span className="h-px flex-1 bg-accent" />
      {t("new")}
    </h2>
  );
}
