"use client";
import { ChevronDown, Compass, Plus, Settings, UserPlus, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { navigate } from "@/lib/navigation";
import { useCan } from "@/store/hooks";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Logo } from "@/ui/logo";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";

/** The workspace's name, and what concerns the whole of it. */
export function WorkspaceMenu() {
  const t = useTranslations("shell");
  const rooms = useTranslations("rooms");
  const name = useStore(({ view }) => view?.state?.workspace.name);
  const canInvite = useCan("invite.create");
  const canCreate = useCan("room.create");
  const canBrowse = useCan("room.browse");
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-11 w-full items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-hover"
        >
          <Logo size={30} />
          <span className="min-w-0 flex-1 truncate font-semibold text-lg">{name ?? "Hiroba"}</span>
          <ChevronDown aria-hidden size={16} className="mr-1 text-ink-soft" />
        </button>
      }
    >
      {canInvite && (
        <MenuItem icon={UserPlus} onSelect={() => openOverlay({ name: "invite" })}>
          {t("invite")}
        </MenuItem>
      )}
      {canCreate && (
        <MenuItem icon={Plus} onSelect={() => openOverlay({ name: "createRoom" })}>
          {rooms("create")}
        </MenuItem>
      )}
      {canBrowse && (
        <MenuItem icon={Compass} onSelect={() => openOverlay({ name: "browseRooms" })}>
          {rooms("browse")}
        </MenuItem>
      )}
      {(canInvite || canCreate || canBrowse) && <MenuSeparator />}
      <MenuItem icon={Settings} onSelect={() => navigate("/settings")}>
        {t("settings")}
      </MenuItem>
      <MenuItem icon={Waypoints} onSelect={() => window.location.assign("/transports")}>
        {t("transports")}
      </MenuItem>
    </Menu>
  );
}
