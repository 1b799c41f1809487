"use client";
import { Command } from "cmdk";
import { Compass, Plus, Settings, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { focusComposer } from "@/features/messages/focus-composer";
import { RoomIcon } from "@/features/rooms/room-icon";
import { roomPath } from "@/features/rooms/room-path";
import { navigate, useBackCloses } from "@/lib/navigation";
import { useFocusReturn } from "@/lib/use-focus-return";
import { media } from "@/lib/use-media";
import { useCan } from "@/store/hooks";
import { useStore } from "@/store/store";
import { closeOverlay, openOverlay } from "@/store/ui";
import { Avatar } from "@/ui/avatar";

const itemLook =
  "flex h-10 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm touch:h-11 data-[selected=true]:bg-hover";

/** Names are what is looked for: what stands beside them gives way. */
const nameLook = "max-w-4/5 shrink-0 truncate";

/** Jump anywhere by a few letters: rooms, people, things to do. */
export function Palette() {
  const t = useTranslations("palette");
  const focus = useFocusReturn();
  useBackCloses(true, closeOverlay);
  return (
    <Radix.Root open onOpenChange={(open) => !open && closeOverlay()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focus.handleOpen}
          onCloseAutoFocus={(event) => {
            focus.handleClose(event);
            focusIfLost();
          }}
          className="fixed inset-x-2 top-2 z-40 mx-auto flex max-h-[min(80dvh,30rem)] max-w-xl animate-appear flex-col overflow-hidden rounded-lg bg-raised shadow-float mid:top-[12dvh] [--avatar-ground:var(--color-raised)]"
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <Command label={t("title")} loop className="flex min-h-0 flex-col">
            <Command.Input
              placeholder={t("placeholder")}
              className="h-13 w-full shrink-0 bg-transparent px-4 text-base outline-none placeholder:text-ink-soft"
            />
            <Command.List
              label={t("title")}
              className="min-h-0 flex-1 scroll-py-2 overflow-y-auto border-line border-t p-2 not-has-[[cmdk-item]]:hidden"
            >
              <Rooms />
              <People />
              <Actions />
            </Command.List>
            <Command.Empty className="border-line border-t py-10 text-center text-ink-soft text-sm">
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

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-soft [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Rooms() {
  const t = useTranslations("palette");
  const rooms = useStore(({ view }) => view?.state?.rooms);
  const open = (roomId: string) => {
    navigate(roomPath(roomId));
    closeOverlay();
  };
  return (
    <Group heading={t("rooms")}>
      {Object.values(rooms ?? {})
        .sort((left, right) => right.lastSeq - left.lastSeq)
        .map(({ room }) => (
          <Command.Item
            key={room.id}
            value={`room ${room.id}`}
            keywords={[room.name, room.topic]}
            className={itemLook}
            onSelect={() => open(room.id)}
          >
            <RoomIcon room={room} />
            <span className={nameLook}>{room.name}</span>
            <span className="truncate text-ink-soft">{room.topic}</span>
          </Command.Item>
        ))}
    </Group>
  );
}

function People() {
  const t = useTranslations("palette");
  const users = useStore(({ view }) => view?.state?.users);
  return (
    <Group heading={t("people")}>
      {Object.values(users ?? {})
        .filter((user) => !user.deactivated)
        .map((user) => (
          <Command.Item
            key={user.id}
            value={`person ${user.id}`}
            keywords={[user.name, user.username]}
            className={itemLook}
            onSelect={() => openOverlay({ name: "profile", userId: user.id })}
          >
            <Avatar id={user.id} name={user.name} size="small" />
            <span className={nameLook}>{user.name}</span>
            <span className="truncate text-ink-soft">@{user.username}</span>
          </Command.Item>
        ))}
    </Group>
  );
}

function Actions() {
  const t = useTranslations("palette");
  const rooms = useTranslations("rooms");
  const shell = useTranslations("shell");
  const canCreate = useCan("room.create");
  const canBrowse = useCan("room.browse");
  const canInvite = useCan("invite.create");
  const go = (path: string) => {
    navigate(path);
    closeOverlay();
  };
  const actions = [
    { icon: Compass, label: rooms("browse"), offered: canBrowse, run: () => openOverlay({ name: "browseRooms" }) },
    { icon: Plus, label: rooms("create"), offered: canCreate, run: () => openOverlay({ name: "createRoom" }) },
    { icon: UserPlus, label: shell("invite"), offered: canInvite, run: () => go("/settings/invites") },
    { icon: Settings, label: shell("settings"), offered: true, run: () => go("/settings") },
  ];
  return (
    <Group heading={t("actions")}>
      {actions
        .filter(({ offered }) => offered)
        .map(({ icon: Icon, label, run }) => (
          <Command.Item key={label} value={label} className={itemLook} onSelect={run}>
            <Icon aria-hidden size={16} className="text-ink-soft" />
            {label}
          </Command.Item>
        ))}
    </Group>
  );
}
