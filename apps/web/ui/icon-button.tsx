import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "@/lib/classes";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  icon: LucideIcon;
  /** Says what it does: its accessible name and its tooltip. */
  label: string;
  /** Keys that do the same, shown in the tooltip. */
  keys?: string;
  pressed?: boolean;
  size?: "small" | "normal";
};

/** A button that is only an icon. */
export function IconButton({ icon: Icon, label, keys, pressed, size = "normal", className, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(
          "inline-grid shrink-0 place-items-center rounded-md text-ink-soft transition-colors hover:bg-hover hover:text-ink",
          "disabled:pointer-events-none disabled:opacity-40 aria-pressed:text-accent-ink touch:size-11",
          size === "small" ? "size-7" : "size-9",
          className,
        )}
        {...rest}
      >
        <Icon aria-hidden size={size === "small" ? 16 : 18} strokeWidth={1.9} />
      </button>
    </Tooltip>
  );
}
