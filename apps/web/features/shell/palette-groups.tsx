import { callsMe, type RoomEntry, type User } from "@hiroba/protocol";
import { Command } from "cmdk";
import { Compass, Plus, Settings, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { RoomIcon } from "@/features/rooms/room-icon";
import { roomPath } from "@/features/rooms/room-path";
import { UnreadBadge } from "@/features/rooms/unread-badge";
import { classes } from "@/lib/classes";
import { rankNames } from "@/lib/names";
import { navigate } from "@/lib/navigation";
import { toPlace } from "@/lib/place";
import { useCan } from "@/store/hooks";
import { useStore } from "@/store/store";
import { closeOverlay, openOverlay } from "@/store/ui";
import { useUnread } from "@/store/unread";
import { Avatar } from "@/ui/avatar";
import { findBest, findRooms, findUsers } from "./palette-finds";

type Group = { name: "rooms" | "people" | "actions"; rank: number; items: readonly ReactNode[] };

const itemLook =
  "flex h-10 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm touch:h-11 data-[selected=true]:bg-hover";

/** What a query finds: the kind first that fits it best. */
export function PaletteGroups({ typed }: { typed: string }) {
  const t = useTranslations("palette");
  const groups: Group[] = [useRooms(typed), usePeople(typed), useActions(typed)];
  return groups
    .filter(({ items }) => items.length > 0)
    .sort((left, right) => left.rank - right.rank)
    .map(({ name, items }) => (
      <Command.Group
        key={name}
        heading={t(name)}
        className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-soft [&_[cmdk-group-heading]]:text-xs"
      >
        {items}
      </Command.Group>
    ));
}

function useRooms(typed: string): Group {
  const rooms = useStore(({ view }) => view?.state?.rooms);
  const { items, rank } = useMemo(() => {
    const entries = Object.values(rooms ?? {});
    // Nobody jumps to where they are: Enter at once leads to the room that was talked in last elsewhere.
    const { roomId } = toPlace(window.location.pathname);
    return findRooms(typed === "" ? entries.filter(({ room }) => room.id !== roomId) : entries, typed);
  }, [rooms, typed]);
  const hasTwin = ({ room }: RoomEntry) => items.some((it) => it.room.name === room.name && it.room.id !== room.id);
  return {
    name: "rooms",
    rank,
    items: items.map((entry) => <RoomItem key={entry.room.id} entry={entry} hasTwin={hasTwin(entry)} />),
  };
}

/** A room; where another has the same name, with how many are in it. */
function RoomItem({ entry, hasTwin }: { entry: RoomEntry; hasTwin: boolean }) {
  const t = useTranslations("rooms");
  const { room, memberCount } = entry;
  const counts = useUnread(room.id);
  const size = hasTwin && t("memberCount", { count: memberCount });
  const calls = !room.archived && callsMe(entry, counts);
  return (
    <Command.Item value={room.id} className={itemLook} onSelect={() => go(roomPath(room.id))}>
      <RoomIcon room={room} />
      <NameLine name={room.name} loud={calls} aside={[size, room.topic].filter(Boolean).join(" · ")} />
      {!room.archived && <UnreadBadge entry={entry} counts={counts} />}
    </Command.Item>
  );
}

/** Names are what is looked for: what stands beside them gives way, and where nothing of it could be read, goes. */
function NameLine({ name, aside, loud = false }: { name: string; aside: string; loud?: boolean }) {
  return (
    <span className="flex h-[1lh] min-w-0 flex-1 flex-wrap gap-x-2.5 overflow-hidden">
      <span className={classes("max-w-full truncate", loud && "font-semibold")}>{name}</span>
      <span className="min-w-0 flex-1 basis-20 truncate text-ink-soft">{aside}</span>
    </span>
  );
}

function usePeople(typed: string): Group {
  const users = useStore(({ view }) => view?.state?.users);
  const { items, rank } = useMemo(() => findUsers(Object.values(users ?? {}), typed), [users, typed]);
  return { name: "people", rank, items: items.map((user) => <PersonItem key={user.id} user={user} />) };
}

function PersonItem({ user: { id, name, username } }: { user: User }) {
  return (
    <Command.Item value={id} className={itemLook} onSelect={() => openOverlay({ name: "profile", userId: id })}>
      <Avatar id={id} name={name} size="small" />
      <NameLine name={name} aside={`@${username}`} />
    </Command.Item>
  );
}

function useActions(typed: string): Group {
  const rooms = useTranslations("rooms");
  const shell = useTranslations("shell");
  const canCreate = useCan("room.create");
  const canBrowse = useCan("room.browse");
  const canInvite = useCan("invite.create");
  const actions = [
    { icon: Compass, label: rooms("browse"), offered: canBrowse, run: () => openOverlay({ name: "browseRooms" }) },
    { icon: Plus, label: rooms("create"), offered: canCreate, run: () => openOverlay({ name: "createRoom" }) },
    { icon: UserPlus, label: shell("invite"), offered: canInvite, run: () => go("/settings/invites") },
    { icon: Settings, label: shell("settings"), offered: true, run: () => go("/settings") },
  ];
  const offered = actions.filter((action) => action.offered);
  const { items, rank } = findBest(offered, ({ label }) => rankNames(typed, [label]));
  return {
    name: "actions",
    rank,
    items: items.map(({ icon: Icon, label, run }) => (
      <Command.Item key={label} value={label} className={itemLook} onSelect={run}>
        <Icon aria-hidden size={16} className="text-ink-soft" />
        {label}
      </Command.Item>
    )),
  };
}

function go(path: string): void {
  navigate(path);
  closeOverlay();
}
