"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";
import { useBackCloses } from "@/lib/navigation";
import { IconButton } from "./icon-button";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** The buttons, last one first in weight. */
  actions?: ReactNode;
};

/** A question or a short task in front of everything: a card, on phones a sheet from below. Back closes it. */
export function Dialog({ open, onClose, title, description, children, actions }: DialogProps) {
  const t = useTranslations("ui");
  useBackCloses(open, onClose);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={classes(
            "fixed inset-x-0 bottom-0 z-40 flex max-h-[min(88dvh,44rem)] animate-rise flex-col gap-4 bg-raised pb-safe shadow-float outline-none",
            "rounded-t-lg mid:inset-x-auto mid:top-1/2 mid:bottom-auto mid:left-1/2 mid:w-[28rem] mid:-translate-x-1/2 mid:-translate-y-1/2 mid:rounded-lg",
            "[--avatar-ground:var(--color-raised)]",
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="grid gap-1 pt-1">
              <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="text-ink-soft text-sm">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("close")} className="-mr-2" />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-1">{children}</div>
          {actions && <div className="flex flex-wrap justify-end gap-2 px-5 pb-5">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
