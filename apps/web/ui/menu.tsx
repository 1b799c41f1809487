"use client";
import type { LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ComponentProps, type ReactElement, type ReactNode, useState } from "react";
import { classes } from "@/lib/classes";
import { findMain } from "@/lib/find-main";
import { Keys } from "./keys";

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  onOpenChange?: (open: boolean) => void;
};

/** A list of things to do, opened from a button. */
export function Menu({ trigger, children, align = "start", side = "bottom", onOpenChange }: MenuProps) {
  // Found on opening: where the menu is first drawn, the landmark may not be there yet.
  const [main, setMain] = useState<HTMLElement | null>(null);
  const handleOpenChange = (open: boolean) => {
    if (open) setMain(findMain());
    onOpenChange?.(open);
  };
  return (
    <Radix.Root modal={false} onOpenChange={handleOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={main}>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-52 max-w-[min(20rem,92vw)] animate-appear rounded-md bg-raised p-1 text-ink shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type MenuItemProps = Omit<ComponentProps<typeof Radix.Item>, "onSelect"> & {
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  onSelect?: () => void;
};

export function MenuItem({ icon: Icon, keys, danger = false, children, onSelect, ...rest }: MenuItemProps) {
  return (
    <Radix.Item
      className={classes(
        "flex min-h-9 select-none items-center gap-3 rounded-sm px-2.5 text-sm outline-none touch:min-h-11",
        "data-disabled:opacity-50 data-highlighted:bg-hover",
        danger && "text-bad",
      )}
      {...(onSelect ? { onSelect } : {})}
      {...rest}
    >
      {Icon && <Icon aria-hidden size={16} className={danger ? "" : "text-ink-soft"} />}
      <span className="flex-1">{children}</span>
      {keys && (
        <span className="text-ink-soft touch:hidden">
          <Keys keys={keys} />
        </span>
      )}
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-2 my-1 h-px bg-line" />;
}
