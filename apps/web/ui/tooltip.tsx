"use client";
import { Tooltip as Radix } from "radix-ui";
import { type ReactElement, useState } from "react";
import { findMain } from "@/lib/find-main";
import { Keys } from "./keys";

/** Names what the pointer rests on or the keyboard has reached. The child must have its own accessible name. */
export function Tooltip({ label, keys, children }: { label: string; keys?: string; children: ReactElement }) {
  // Found on opening: where this is first drawn, the landmark may not be there yet.
  const [main, setMain] = useState<HTMLElement | null>(null);
  return (
    <Radix.Root onOpenChange={(open) => open && setMain(findMain())}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={main}>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-appear items-center gap-2 rounded-sm bg-ink px-2 py-1 text-surface text-xs shadow-float touch:hidden"
        >
          {label}
          {keys && <Keys keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Around the whole app: how long the pointer has to rest. */
export const TooltipProvider = Radix.Provider;
