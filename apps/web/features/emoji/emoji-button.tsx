"use client";
import type { LucideIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { Suspense, useState } from "react";
import { LostPart } from "@/features/pages/lost";
import { findMain } from "@/lib/find-main";
import { lazyPart } from "@/lib/lazy-part";
import { useMedia } from "@/lib/use-media";
import { Dialog } from "@/ui/dialog";
import { IconButton } from "@/ui/icon-button";
import { Skeleton } from "@/ui/skeleton";

const EmojiPicker = lazyPart(async () => (await import("./emoji-picker")).EmojiPicker, LostPart);

type EmojiButtonProps = {
  icon: LucideIcon;
  label: string;
  size?: "small" | "normal";
  className?: string;
  tabIndex?: number | undefined;
  onPick: (emoji: string) => void;
  onOpenChange?: (open: boolean) => void;
};

/** A button that lets one emoji be picked: from a card beside it, on phones from a sheet. */
export function EmojiButton({ onPick, onOpenChange, ...look }: EmojiButtonProps) {
  const [open, setOpen] = useState(false);
  const narrow = useMedia("narrow");
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const picker = (
    <Suspense fallback={<Skeleton className="h-80 w-full" />}>
      <EmojiPicker
        onPick={(emoji) => {
          change(false);
          onPick(emoji);
        }}
      />
    </Suspense>
  );
  if (narrow) {
    return (
      <>
        <IconButton {...look} aria-expanded={open} aria-haspopup="dialog" onClick={() => change(true)} />
        <Dialog open={open} title={look.label} onClose={() => change(false)}>
          {picker}
        </Dialog>
      </>
    );
  }
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>
        <IconButton {...look} />
      </Popover.Trigger>
      <Popover.Portal container={findMain()}>
        <Popover.Content
          aria-label={look.label}
          sideOffset={6}
          collisionPadding={8}
          className="z-40 max-h-(--radix-popover-content-available-height) w-[22rem] max-w-[94vw] animate-appear overflow-y-auto rounded-lg bg-raised p-3 shadow-float outline-none"
        >
          {picker}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
