import { classes } from "@/lib/classes";

/** Stands where something will be, in its size, until it is there. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes("block animate-pulse rounded-sm bg-hover", className)} />;
}
