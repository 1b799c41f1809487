import { useFormatter } from "next-intl";
import { classes } from "@/lib/classes";

/** A count, "99+" at most. `loud` is for what calls this person. */
export function Badge({ count, loud = false, label }: { count: number; loud?: boolean; label: string }) {
  const format = useFormatter();
  return (
    <span
      className={classes(
        "grid h-[1.25rem] min-w-[1.25rem] shrink-0 place-items-center rounded-full px-1.5 font-semibold text-2xs tabular-nums",
        loud ? "bg-accent text-on-accent" : "bg-hover text-ink",
      )}
    >
      <span aria-hidden>{count > 99 ? `${format.number(99)}+` : format.number(count)}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
