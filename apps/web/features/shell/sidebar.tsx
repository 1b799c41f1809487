"use client";
import { PanelLeftOpen, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RoomList, RoomRail } from "@/features/rooms/room-list";
import { useKeptPlace } from "@/lib/use-kept-place";
import { useModKey } from "@/lib/use-mod-key";
import { openOverlay } from "@/store/ui";
import { IconButton } from "@/ui/icon-button";
import { Keys } from "@/ui/keys";
import { ConnectionMark } from "./connection-mark";
import { MyRow } from "./my-row";
import { WorkspaceMenu } from "./workspace-menu";

/** Everything but the conversation: the workspace, search, my rooms and what stands below them, myself. */
export function Sidebar({ openId, children }: { openId: string | null; children?: ReactNode }) {
  const place = useKeptPlace("rooms");
  return (
    <div className="flex h-full w-full flex-col bg-sunken pt-safe [--avatar-ground:var(--color-sunken)]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 px-2 pt-2 pb-3">
        <WorkspaceMenu />
        <SearchButton />
      </div>
      <div {...place} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4">
        <RoomList openId={openId} />
        {children}
      </div>
      <div className="flex items-center gap-1 px-2 pt-1 pb-2 [padding-bottom:max(0.5rem,env(safe-area-inset-bottom))]">
        <MyRow />
        <ConnectionMark />
      </div>
    </div>
  );
}

/** The same for middling widths: letters only, opened to the full list by a button. */
export function SidebarRail({ openId, onExpand }: { openId: string | null; onExpand: () => void }) {
  const t = useTranslations("shell");
  return (
    <div className="flex h-full w-full flex-col items-center gap-1 bg-sunken py-2 [--avatar-ground:var(--color-sunken)]">
      <IconButton icon={PanelLeftOpen} label={t("expand")} onClick={onExpand} />
      <IconButton icon={Search} label={t("search")} onClick={() => openOverlay({ name: "palette" })} />
      <div className="min-h-0 w-full flex-1 overflow-y-auto py-2">
        <RoomRail openId={openId} />
      </div>
      <ConnectionMark />
      <MyRow compact />
    </div>
  );
}

function SearchButton() {
  const t = useTranslations("shell");
  const mod = useModKey();
  return (
    <button
      type="button"
      onClick={() => openOverlay({ name: "palette" })}
      className="flex h-9 items-center gap-2.5 rounded-md bg-surface px-2.5 text-ink-soft text-sm shadow-[inset_0_0_0_1px_var(--color-line)] transition-colors hover:text-ink touch:h-11"
    >
      <Search aria-hidden size={16} />
      <span className="flex-1 truncate text-left">{t("search")}</span>
      <span className="touch:hidden">
        <Keys keys={`${mod}K`} />
      </span>
    </button>
  );
}
