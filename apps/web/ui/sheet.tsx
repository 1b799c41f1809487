"use client";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";
import { useBackCloses } from "@/lib/navigation";
import { useFocusReturn } from "@/lib/use-focus-return";

type SheetProps = { open: boolean; onClose: () => void; title: string; side?: "left" | "right"; children: ReactNode };

/** A panel that slides over the page from the side; on phones it takes all of it. Back closes it. */
export function Sheet({ open, onClose, title, side = "right", children }: SheetProps) {
  const focus = useFocusReturn();
  useBackCloses(open, onClose);
  // To the panel itself: on its first button, which closes it, a tooltip would open and take the first Escape.
  const handleOpenFocus = (event: Event) => {
    event.preventDefault();
    focus.handleOpen();
    (event.currentTarget as HTMLElement).focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 animate-appear bg-veil" />
        <Radix.Content
          // Radix hides what lies behind, but not the timeline: that is a live region.
          aria-modal
          aria-describedby={undefined}
          onOpenAutoFocus={handleOpenFocus}
          onCloseAutoFocus={focus.handleClose}
          className={classes(
            "fixed inset-y-0 z-30 w-full bg-surface shadow-float outline-none",
            side === "right" ? "right-0 animate-slide-in mid:w-[380px]" : "left-0 animate-slide-in-left mid:w-[280px]",
          )}
        >
          {/* What it holds has headings of its own. */}
          <Radix.Title asChild>
            <span className="sr-only">{title}</span>
          </Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
