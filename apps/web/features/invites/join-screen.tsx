"use client";
import type { CommandOutput } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EntryPage } from "@/features/entry/entry-page";
import { EntrySkeleton } from "@/features/entry/entry-skeleton";
import { Unreachable } from "@/features/entry/unreachable";
import { useSetUpFirst } from "@/features/entry/use-set-up-first";
import { useSignedIn } from "@/features/entry/use-signed-in";
import { leadsNowhere } from "@/lib/leads-nowhere";
import { postCommand } from "@/lib/post-command";
import { useAnswer } from "@/lib/use-answer";
import { useTitle } from "@/lib/use-title";
import { InviteEnded } from "./invite-ended";
import { JoinAsSelf } from "./join-as-self";
import { JoinForm } from "./join-form";
import { useRoomNames } from "./use-room-names";

/** What an invite link opens. */
export function JoinScreen({ code }: { code: string }) {
  const t = useTranslations("entry");
  const { data: offer, failure, askAgain } = useAnswer(() => postCommand("invite.read", { code }));
  const signedIn = useSignedIn();
  // It may be used up or withdrawn between reading and joining.
  const [gone, setGone] = useState(false);
  const unknown = !offer && leadsNowhere(failure);
  useSetUpFirst(unknown);
  if (offer && signedIn !== null && !gone) {
    return <Offer code={code} offer={offer} signedIn={signedIn} onGone={() => setGone(true)} />;
  }
  if (unknown || gone) return <InviteEnded signedIn={signedIn === true} />;
  return (
    <EntryPage title={failure ? t("unreachable") : t("checking")}>
      {failure ? <Unreachable failure={failure} onRetry={() => void askAgain()} /> : <EntrySkeleton fields={1} />}
    </EntryPage>
  );
}

type OfferProps = { code: string; offer: CommandOutput<"invite.read">; signedIn: boolean; onGone: () => void };

function Offer({ code, offer, signedIn, onGone }: OfferProps) {
  const t = useTranslations("invites.join");
  const toRoomNames = useRoomNames();
  // Who comes in here is signed in before they have read what they have to be told.
  const [asSelf] = useState(signedIn);
  const title = t("title", { workspace: offer.workspaceName });
  useTitle(title);
  return (
    <EntryPage
      title={title}
      text={
        offer.rooms.length > 0
          ? t("invitedTo", { name: offer.invitedBy, rooms: toRoomNames(offer.rooms) })
          : t("invited", { name: offer.invitedBy })
      }
      footer={!asSelf && <SignInInstead code={code} />}
    >
      {asSelf ? (
        <JoinAsSelf code={code} rooms={offer.rooms.length} onGone={onGone} />
      ) : (
        <JoinForm code={code} kind={offer.kind} onGone={onGone} />
      )}
    </EntryPage>
  );
}

function SignInInstead({ code }: { code: string }) {
  const t = useTranslations("invites.join");
  return (
    <a
      href={`/sign-in?next=${encodeURIComponent(`/join/${encodeURIComponent(code)}`)}`}
      className="inline-grid min-h-9 items-center text-ink-soft underline underline-offset-2 touch:min-h-11"
    >
      {t("haveAccount")}
    </a>
  );
}
