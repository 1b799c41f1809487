"use client";
import type { User } from "@hiroba/protocol";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { compareNames, rankNames } from "@/lib/names";
import { navigate } from "@/lib/navigation";
import { useCan, useRoomEntry } from "@/store/hooks";
import { runCommand } from "@/store/run-command";
import { useStore } from "@/store/store";
import { closeOverlay } from "@/store/ui";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { QuietDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";
import { inputClasses } from "@/ui/field";

const SHOWN = 60;

/** Adds people of the workspace to a room, one tap each. */
export function AddMemberDialog({ roomId }: { roomId: string }) {
  const t = useTranslations("rooms");
  const room = useRoomEntry(roomId)?.room;
  const canInvite = useCan("invite.create");
  const [query, setQuery] = useState("");
  const people = usePeople(roomId, query);
  const invite = () => {
    navigate("/settings/invites");
    closeOverlay();
  };
  return (
    <Dialog open title={t("addTo", { room: room?.name ?? "" })} onClose={closeOverlay}>
      <input
        type="search"
        aria-label={t("findPerson")}
        placeholder={t("findPerson")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        className={`${inputClasses} sticky top-0 z-10`}
      />
      <ul className="-mx-2 grid gap-px py-2">
        {people.map((user) => (
          <Candidate key={user.id} roomId={roomId} user={user} />
        ))}
      </ul>
      {people.length === 0 && (
        <EmptyState
          drawing={<QuietDrawing />}
          title={t("nobodyToAdd")}
          action={canInvite && <Button onClick={invite}>{t("inviteSomebody")}</Button>}
        >
          {t("nobodyToAddHint")}
        </EmptyState>
      )}
    </Dialog>
  );
}

function Candidate({ roomId, user }: { roomId: string; user: User }) {
  const t = useTranslations("rooms");
  const added = useStore(({ view }) => view?.state?.members[roomId]?.byId[user.id] !== undefined);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    await runCommand("member.add", { roomId, userId: user.id });
    setBusy(false);
  };
  return (
    <li className="flex min-h-12 items-center gap-3 rounded-md px-2 hover:bg-hover">
      <Avatar id={user.id} name={user.name} />
      <div className="grid min-w-0 flex-1 leading-tight">
        <span className="truncate text-sm">{user.name}</span>
        <span className="truncate text-ink-soft text-xs">@{user.username}</span>
      </div>
      {added ? (
        <span className="flex items-center gap-1.5 px-3 text-good text-sm">
          <Check aria-hidden size={16} />
          {t("added")}
        </span>
      ) : (
        <Button disabled={busy} aria-label={t("addPerson", { name: user.name })} onClick={add}>
          {t("addAction")}
        </Button>
      )}
    </li>
  );
}

/** Who could be added. Those added while the dialog is open stay in sight. */
function usePeople(roomId: string, query: string): User[] {
  const users = useStore(({ view }) => view?.state?.users);
  const [before] = useState(() => useStore.getState().view?.state?.members[roomId]?.byId ?? {});
  return useMemo(() => {
    return Object.values(users ?? {})
      .filter((user) => !user.deactivated && !before[user.id])
      .filter(({ name, username }) => rankNames(query, [name, username]) !== null)
      .sort((left, right) => compareNames(left.name, right.name))
      .slice(0, SHOWN);
  }, [users, before, query]);
}
