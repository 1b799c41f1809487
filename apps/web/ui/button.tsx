import type { ComponentProps } from "react";
import { classes } from "@/lib/classes";

const faint = "disabled:opacity-50";

const looks = {
  /** The one thing to do here. */
  primary: "bg-accent text-on-accent hover:bg-accent-strong disabled:bg-hover disabled:text-ink-soft",
  plain: `bg-raised text-ink shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover ${faint}`,
  quiet: `text-ink hover:bg-hover ${faint}`,
  danger: `bg-bad-soft text-bad hover:bg-bad hover:text-surface ${faint}`,
} as const;

type ButtonProps = ComponentProps<"button"> & { look?: keyof typeof looks };

/** A button with a word on it, which is a verb. */
export function Button({ look = "plain", className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={buttonClasses(look, className)} {...rest} />;
}

/** A button's looks, for links that act like one. */
export function buttonClasses(look: keyof typeof looks = "plain", className?: string): string {
  return classes(
    "inline-flex min-h-9 touch:min-h-11 max-w-full shrink-0 items-center justify-center gap-2 rounded-md px-4 py-1",
    "font-medium text-sm transition-colors disabled:pointer-events-none select-none",
    looks[look],
    className,
  );
}
