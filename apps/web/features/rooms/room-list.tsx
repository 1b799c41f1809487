"use client";
import { Compass, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type Ref, useRef } from "react";
import { useCan } from "@/store/hooks";
import { openOverlay } from "@/store/ui";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem } from "@/ui/menu";
import { Skeleton } from "@/ui/skeleton";
import { RoomLink } from "./room-link";
import { RoomRailLink } from "./room-rail-link";
import type { SectionName } from "./sections";
import { UnreadAbove } from "./unread-above";
import { useSections } from "./use-sections";

const order: readonly SectionName[] = ["unread", "starred", "rooms"];

/** My rooms: unread first, then starred, then the rest. */
export function RoomList({ openId }: { openId: string | null }) {
  const t = useTranslations("rooms");
  const sections = useSections(openId);
  const unread = useRef<HTMLElement>(null);
  if (!sections) return <RoomSkeletons />;
  return (
    <nav aria-label={t("label")} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {sections.unread.length > 0 && <UnreadAbove section={unread} openId={openId} className="-mb-4" />}
      {order.map((name) =>
        sections[name].length === 0 && name !== "rooms" ? null : (
          <Section
            key={name}
            title={t(`sections.${name}`)}
            end={name === "rooms" && <AddMenu />}
            {...(name === "unread" ? { ref: unread } : {})}
          >
            {sections[name].map((id) => (
              <li key={id}>
                <RoomLink roomId={id} open={id === openId} />
              </li>
            ))}
          </Section>
        ),
      )}
    </nav>
  );
}

/** The same rooms in the narrow rail. */
export function RoomRail({ openId }: { openId: string | null }) {
  const t = useTranslations("rooms");
  const sections = useSections(openId);
  const unread = useRef<HTMLUListElement>(null);
  if (!sections) return null;
  return (
    <nav aria-label={t("label")} className="grid gap-1">
      {sections.unread.length > 0 && <UnreadAbove section={unread} openId={openId} className="-mb-1" />}
      {order.map((name) => (
        <ul
          key={name}
          aria-label={t(`sections.${name}`)}
          className="grid justify-items-center gap-1 empty:hidden"
          {...(name === "unread" ? { ref: unread } : {})}
        >
          {sections[name].map((id) => (
            <li key={id}>
              <RoomRailLink roomId={id} open={id === openId} />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

type SectionProps = { title: string; end: ReactNode; ref?: Ref<HTMLElement>; children: ReactNode };

function Section({ title, end, ref, children }: SectionProps) {
  return (
    <section ref={ref}>
      <div className="flex h-8 items-center justify-between pl-2.5">
        <h2 className="font-medium text-ink-soft text-xs">{title}</h2>
        {end}
      </div>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">{children}</ul>
    </section>
  );
}

function AddMenu() {
  const t = useTranslations("rooms");
  const canCreate = useCan("room.create");
  const canBrowse = useCan("room.browse");
  if (!canCreate && !canBrowse) return null;
  return (
    <Menu align="end" trigger={<IconButton icon={Plus} label={t("add")} size="small" />}>
      {canBrowse && (
        <MenuItem icon={Compass} onSelect={() => openOverlay({ name: "browseRooms" })}>
          {t("browse")}
        </MenuItem>
      )}
      {canCreate && (
        <MenuItem icon={Plus} onSelect={() => openOverlay({ name: "createRoom" })}>
          {t("create")}
        </MenuItem>
      )}
    </Menu>
  );
}

const widths = ["w-24", "w-32", "w-20", "w-28", "w-36"];

function RoomSkeletons() {
  return (
    <div className="grid gap-4 px-2.5 pt-3">
      {widths.map((width) => (
        <Skeleton key={width} className={`h-3.5 ${width}`} />
      ))}
    </div>
  );
}
