import type { Presence } from "@hiroba/protocol";
import { classes } from "@/lib/classes";
import { initials } from "@/lib/initials";

/** In pixels, the letters too: they are a picture. */
const sizes = {
  small: "size-6 text-[10px] rounded-sm",
  normal: "size-9 text-[13px] touch:text-[14px] rounded-md",
  large: "size-16 text-[21px] rounded-lg",
} as const;

type AvatarProps = { id: string; name: string; size?: keyof typeof sizes; presence?: Presence; className?: string };

/** A person's letters on their own colour, with a ring for presence. Decorative: the name stands beside it. */
export function Avatar({ id, name, size = "normal", presence, className }: AvatarProps) {
  return (
    <span aria-hidden className={classes("relative inline-flex shrink-0", className)}>
      <span
        className={classes("grid select-none place-items-center font-semibold tracking-tight", sizes[size])}
        style={avatarColors(id)}
      >
        {initials(name)}
      </span>
      {presence && presence !== "offline" && (
        <span
          className={classes(
            "absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full ring-2 ring-(--avatar-ground,var(--color-surface))",
            presence === "active"
              ? "bg-good"
              : "bg-(--avatar-ground,var(--color-surface)) shadow-[inset_0_0_0_2px_var(--color-good)]",
          )}
        />
      )}
    </span>
  );
}

/** One of 24 hues by the id, at a lightness that keeps the letters readable in both themes. */
function avatarColors(id: string) {
  const hue = (Number.parseInt(id.slice(-6), 16) % 24) * 15;
  return {
    backgroundColor: `light-dark(oklch(0.9 0.055 ${hue}), oklch(0.42 0.07 ${hue}))`,
    color: `light-dark(oklch(0.38 0.09 ${hue}), oklch(0.93 0.04 ${hue}))`,
  };
}
