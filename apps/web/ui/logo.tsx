import { classes } from "@/lib/classes";

/** Hiroba's mark: a square seen from above, with the people around one lamp. */
export function Logo({ size = 32, className }: { size?: number; className?: string }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" className={classes("shrink-0", className)}>
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g className="fill-on-accent">
        <circle cx="16" cy="16" r="4.25" />
        <circle cx="16" cy="7.25" r="2" />
        <circle cx="24.75" cy="16" r="2" />
        <circle cx="16" cy="24.75" r="2" />
        <circle cx="7.25" cy="16" r="2" opacity=".55" />
      </g>
    </svg>
  );
}
