"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";
import { useBackCloses } from "@/lib/navigation";
import { useFocusReturn } from "@/lib/use-focus-return";
import { useMedia } from "@/lib/use-media";
import { IconButton } from "./icon-button";

/** What one types into. Others are drawn by us, over inputs that nobody sees. */
const fields = "input:not([readonly], [type=radio], [type=checkbox]), textarea";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, last one first in weight. */
  actions?: ReactNode;
};

/** A question or a short task in front of everything: a card, on phones a sheet from below. Back closes it. */
export function Dialog({ open, onClose, title, description, children, actions }: DialogProps) {
  const t = useTranslations("ui");
  const touch = useMedia("touch");
  const focus = useFocusReturn();
  useBackCloses(open, onClose);
  // To the first field, or else to the card itself: on the close button it would open a tooltip, which would take the
  // first Escape, and on touch screens a field would bring up the keyboard unasked.
  const handleOpenFocus = (event: Event) => {
    event.preventDefault();
    focus.handleOpen();
    const card = event.currentTarget as HTMLElement;
    const field = touch ? null : card.querySelector<HTMLElement>(fields);
    (field ?? card).focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          // Radix hides what lies behind, but not the timeline: that is a live region.
          aria-modal
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={handleOpenFocus}
          onCloseAutoFocus={focus.handleClose}
          className={classes(
            "fixed inset-x-0 bottom-[calc(100dvh-var(--app-height))] z-40 flex max-h-[min(calc(var(--app-height)-2rem),44rem)] animate-rise flex-col gap-4",
            "rounded-t-lg bg-raised pb-safe shadow-float outline-none [--avatar-ground:var(--color-raised)]",
            "mid:inset-x-auto mid:top-1/2 mid:bottom-auto mid:left-1/2 mid:w-[28rem] mid:-translate-x-1/2 mid:-translate-y-1/2 mid:rounded-lg",
          )}
        >
          <div className="phrased grid gap-1 pt-5 pr-14 pl-5">
            <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
            {description && <Radix.Description className="text-ink-soft text-sm">{description}</Radix.Description>}
          </div>
          {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 py-1">{children}</div>}
          {actions && <div className="flex flex-wrap justify-end gap-2 px-5 pb-5">{actions}</div>}
          {/* Last, so that the focus begins with what the dialog is about. */}
          <Radix.Close asChild>
            <IconButton icon={X} label={t("close")} className="absolute top-3.5 right-3 touch:top-2 touch:right-2" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
