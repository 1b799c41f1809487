"use client";
import type { Invite } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Unreachable } from "@/features/entry/unreachable";
import { useAnswered } from "@/store/use-answered";
import { ListSkeleton } from "@/ui/list-skeleton";
import { InviteCard } from "./invite-card";
import { InviteForm } from "./invite-form";
import { InviteRow } from "./invite-row";

/** Makes a link, shows it, and lists those that work. */
export function InvitePanel() {
  const t = useTranslations("invites");
  const { data, failure, askAgain } = useAnswered({
    name: "invite.list",
    input: {},
    // Who comes in uses a link up.
    changedBy: ["invite.created", "invite.revoked", "user.created", "member.joined"],
  });
  const [shown, setShown] = useState<Invite | null>(null);
  const invites = data?.invites ?? [];
  const handleRevoked = (id: string) => {
    if (shown?.id === id) setShown(null);
    void askAgain();
  };
  return (
    <>
      {shown ? (
        <InviteCard key={shown.id} invite={shown} onDone={() => setShown(null)} />
      ) : (
        <InviteForm
          onMade={(invite) => {
            setShown(invite);
            void askAgain();
          }}
        />
      )}
      <section className="grid gap-1">
        <h2 className="font-medium text-ink-soft text-sm">{t("list")}</h2>
        {!data && !failure && <ListSkeleton rows={2} label={t("list")} />}
        {!data && failure && <Unreachable failure={failure} onRetry={() => void askAgain()} />}
        {data && invites.length === 0 && <p className="text-sm">{t("none")}</p>}
        <ul>
          {invites.map((invite) => (
            <InviteRow
              key={invite.id}
              invite={invite}
              onShow={() => setShown(invite)}
              onRevoked={() => handleRevoked(invite.id)}
            />
          ))}
        </ul>
      </section>
    </>
  );
}
