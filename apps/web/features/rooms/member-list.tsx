"use client";
import type { Member, Presence, RoomEntry, User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { compareNames, rankNames } from "@/lib/names";
import { useStore } from "@/store/store";
import { Button } from "@/ui/button";
import { inputClasses } from "@/ui/field";
import { Skeleton } from "@/ui/skeleton";
import { MemberRow } from "./member-row";

/** From so many people on there is a field to find one. */
const MANY = 12;
/** So many at a time: what can be done with the room stands below them. */
const PAGE = 50;

/** Everybody in a room: who is there first, then by name. */
export function MemberList({ entry }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState(PAGE);
  const members = useMembers(entry.room.id, query);
  return (
    <section className="px-2" aria-label={t("members")}>
      <h3 className="px-2 pb-1 font-medium text-ink-soft text-xs">{t("memberCount", { count: entry.memberCount })}</h3>
      {entry.memberCount > MANY && (
        <div className="px-2 pb-2">
          <input
            type="search"
            aria-label={t("findMember")}
            placeholder={t("findMember")}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className={inputClasses}
          />
        </div>
      )}
      <ul>
        {members?.slice(0, shown).map(({ member }) => (
          <MemberRow key={member.userId} roomId={entry.room.id} member={member} />
        ))}
      </ul>
      {members && members.length > shown && (
        <Button look="quiet" className="w-full" onClick={() => setShown(shown + PAGE)}>
          {ui("more")}
        </Button>
      )}
      {!members && <Skeleton className="mx-2 h-10" />}
    </section>
  );
}

type Person = { member: Member; user: User; presence: Presence };

const ranks: Record<Presence, number> = { active: 0, away: 1, offline: 2 };

function useMembers(roomId: string, query: string): Person[] | null {
  const members = useStore(({ view }) => view?.state?.members[roomId]);
  const users = useStore(({ view }) => view?.state?.users);
  const presence = useStore(({ view }) => view?.presence);
  return useMemo(() => {
    if (!members || !users) return null;
    return Object.values(members.byId)
      .flatMap((member): Person[] => {
        const user = users[member.userId];
        return user ? [{ member, user, presence: presence?.[user.id] ?? "offline" }] : [];
      })
      .filter(({ user }) => rankNames(query, [user.name, user.username]) !== null)
      .sort((a, b) => ranks[a.presence] - ranks[b.presence] || compareNames(a.user.name, b.user.name));
  }, [members, users, presence, query]);
}
