"use client";
import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { focusComposer } from "@/features/messages/focus-composer";
import { useBackCloses } from "@/lib/navigation";
import { useFocusReturn } from "@/lib/use-focus-return";
import { media } from "@/lib/use-media";
import { useStore } from "@/store/store";
import { closeOverlay } from "@/store/ui";
import { PaletteGroups } from "./palette-groups";

/** Jump anywhere by a few letters: rooms, people, things to do. */
export function Palette() {
  const t = useTranslations("palette");
  const focus = useFocusReturn();
  const [typed, setTyped] = useState("");
  useBackCloses(true, closeOverlay);
  return (
    <Radix.Root open onOpenChange={(open) => !open && closeOverlay()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          // Radix hides what lies behind, but not the timeline: that is a live region.
          aria-modal
          aria-describedby={undefined}
          onOpenAutoFocus={focus.handleOpen}
          onCloseAutoFocus={(event) => {
            focus.handleClose(event);
            focusIfLost();
          }}
          className="fixed inset-x-2 top-2 z-40 mx-auto flex max-h-[min(80dvh,30rem)] max-w-xl animate-appear flex-col overflow-hidden rounded-lg bg-raised shadow-float mid:top-[12dvh] [--avatar-ground:var(--color-raised)]"
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <Command label={t("title")} loop shouldFilter={false} className="flex min-h-0 flex-col">
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder={t("placeholder")}
              className="h-13 w-full shrink-0 bg-transparent px-4 text-base outline-none placeholder:text-ink-soft"
            />
            <Command.List
              label={t("title")}
              className="min-h-0 flex-1 scroll-py-2 overflow-y-auto border-line border-t p-2 not-has-[[cmdk-item]]:hidden"
            >
              <PaletteGroups typed={typed} />
            </Command.List>
            <Command.Empty className="phrased text-balance border-line border-t px-6 py-10 text-center text-ink-soft text-sm">
              {t("none")}
            </Command.Empty>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** In another room, what had the focus is gone; what comes next there is most likely typing. */
function focusIfLost(): void {
  const lost = document.activeElement === document.body && useStore.getState().overlay === null;
  if (lost && !window.matchMedia(media.touch).matches) focusComposer();
}
