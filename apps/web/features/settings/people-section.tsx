"use client";
import type { User } from "@hiroba/protocol";
import { Search, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import { useCan, useMe } from "@/store/hooks";
import { useStore } from "@/store/store";
import { openOverlay } from "@/store/ui";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { findPeople } from "./find-people";
import { PersonRow } from "./person-row";
import { SectionHeading } from "./section-heading";

const PAGE = 50;

/** Everybody, with their roles; accounts are closed and opened here. */
export function PeopleSection() {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const me = useMe();
  const canInvite = useCan("invite.create");
  const users = useStore(({ view }) => view?.state?.users);
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState(PAGE);
  const query = useDeferredValue(typed);
  const found = useMemo(() => findPeople(Object.values(users ?? {}), query), [users, query]);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <SectionHeading title={t("sections.people")}>{t("people.text")}</SectionHeading>
        {canInvite && (
          <Button onClick={() => openOverlay({ name: "invite" })}>
            <UserPlus aria-hidden size={16} />
            {shell("invite")}
          </Button>
        )}
      </div>
      <Field
        label={t("people.search")}
        type="search"
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        end={<Search aria-hidden size={16} className="mr-2 text-ink-soft" />}
      />
      <p role="status" className="-mt-3 text-ink-soft text-sm">
        {found.length === 0 ? t("people.none") : t("people.count", { count: found.length })}
      </p>
      {me && <PeopleList me={me} people={found.slice(0, shown)} />}
      {found.length > shown && (
        <Button className="justify-self-center" onClick={() => setShown(shown + PAGE)}>
          {t("people.more")}
        </Button>
      )}
    </>
  );
}

function PeopleList({ me, people }: { me: User; people: readonly User[] }) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {people.map((user) => (
        <PersonRow key={user.id} me={me} user={user} />
      ))}
    </ul>
  );
}
