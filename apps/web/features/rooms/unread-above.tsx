import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState } from "react";
import { classes } from "@/lib/classes";
import { useUnreadElsewhere } from "@/store/unread";

type UnreadAboveProps = {
  /** What holds the unread rooms, at the top of the list. */
  section: RefObject<HTMLElement | null>;
  openId: string | null;
  /** Takes back the gap that would come with it. */
  className: string;
};

/** In a long list, once all that is unread is scrolled out of sight: how many rooms that is, and the way up to them. */
export function UnreadAbove({ section, openId, className }: UnreadAboveProps) {
  const t = useTranslations("rooms");
  const count = useUnreadElsewhere(openId);
  const away = useOutOfSight(section);
  if (!away || count === 0) return null;
  return (
    <div className={classes("sticky top-1 z-10 flex h-0 justify-center", className)}>
      <button
        type="button"
        aria-label={t("unreadAbove", { count })}
        className="flex h-7 animate-appear items-center gap-1 rounded-full bg-accent px-2.5 font-semibold text-on-accent text-xs tabular-nums shadow-float hover:bg-accent-strong touch:h-11 touch:px-4"
        onClick={() => section.current?.scrollIntoView({ block: "nearest" })}
      >
        <ArrowUp aria-hidden size={14} />
        {count}
      </button>
    </div>
  );
}

function useOutOfSight(element: RefObject<HTMLElement | null>): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((entries) => setAway(!entries.at(-1)?.isIntersecting));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return away;
}
