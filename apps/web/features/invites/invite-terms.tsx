import type { Invite } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { useNow } from "@/lib/use-now";
import { useRelativeTime } from "@/lib/use-relative-time";
import { useUser } from "@/store/hooks";
import { useStore } from "@/store/store";
import { Facts } from "@/ui/facts";
import { useRoomNames } from "./use-room-names";

/** What an invite opens, and for how long still. */
export function InviteTerms({ invite }: { invite: Invite }) {
  const t = useTranslations("invites");
  const relativeTime = useRelativeTime();
  const now = useNow(60_000);
  const maker = useUser(invite.createdById);
  const rooms = useInviteRooms(invite.roomIds);
  const { uses, maximumUses, expiresAt } = invite;
  const terms = [
    rooms,
    maximumUses === null ? t("used", { count: uses }) : t("usedOf", { uses, maximum: maximumUses }),
    expiresAt ? t("ends", { when: relativeTime(expiresAt, now) }) : t("endless"),
    maker && t("by", { name: maker.name }),
  ];
  return <Facts facts={terms.flatMap((term) => (term ? { key: term, fact: term } : []))} />;
}

/** Names the rooms that I am in; the others are counted. */
function useInviteRooms(roomIds: readonly string[]): string {
  const t = useTranslations("invites");
  const format = useFormatter();
  const toRoomNames = useRoomNames();
  const rooms = useStore(({ view }) => view?.state?.rooms);
  if (roomIds.length === 0) return t("roomsDefault");
  const known = roomIds.flatMap((id) => rooms?.[id]?.room.name ?? []);
  const other = roomIds.length - known.length;
  if (other === 0) return toRoomNames(known);
  const others = t("roomsOther", { count: other });
  return known.length === 0 ? others : format.list([toRoomNames(known), others]);
}
