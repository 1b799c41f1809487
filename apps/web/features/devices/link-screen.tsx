"use client";
import { limits } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { EntryPage } from "@/features/entry/entry-page";
import { EntrySkeleton } from "@/features/entry/entry-skeleton";
import { FailureNote } from "@/features/entry/failure-note";
import { Unreachable } from "@/features/entry/unreachable";
import { useSetUpFirst } from "@/features/entry/use-set-up-first";
import { useSignedIn } from "@/features/entry/use-signed-in";
import { useWorkspaceStatus } from "@/features/entry/use-workspace-status";
import { leadsNowhere } from "@/lib/leads-nowhere";
import { postCommand } from "@/lib/post-command";
import { useSubmission } from "@/lib/use-submission";
import { useTitle } from "@/lib/use-title";
import { Button, buttonClasses } from "@/ui/button";

/**
 * What a device link opens. Only the button uses it up: opening the page signs nobody in, so that neither a preview in a
 * messenger nor a page that leads here unasked does.
 */
export function LinkScreen({ code }: { code: string }) {
  const t = useTranslations("devices.link");
  const entry = useTranslations("entry");
  const { data: status, failure: silence, askAgain } = useWorkspaceStatus();
  const signedIn = useSignedIn();
  const { submit, busy, failure } = useSubmission(() => postCommand("deviceLink.accept", { code }));
  useTitle(t("title"));
  useSetUpFirst(status?.setUp === false);
  const handleContinue = async () => {
    const result = await submit(null);
    if (result.ok) window.location.replace("/");
  };
  if (leadsNowhere(failure)) return <LinkEnded signedIn={signedIn === true} />;
  if (!status && silence) {
    return (
      <EntryPage title={entry("unreachable")}>
        <Unreachable failure={silence} onRetry={() => void askAgain()} />
      </EntryPage>
    );
  }
  if (!status?.setUp) {
    return (
      <EntryPage title={t("title")}>
        <EntrySkeleton fields={1} />
      </EntryPage>
    );
  }
  return (
    <EntryPage title={t("title")} text={t("text", { workspace: status.name ?? "" })} footer={<Careful />}>
      {signedIn && <p className="rounded-md bg-highlight px-3 py-2 text-sm">{t("replaces")}</p>}
      <FailureNote failure={failure} />
      <Button look="primary" disabled={busy} onClick={() => void handleContinue()} className="h-10">
        {t("action")}
      </Button>
    </EntryPage>
  );
}

function Careful() {
  const t = useTranslations("devices.link");
  return <p className="text-ink-soft">{t("careful")}</p>;
}

function LinkEnded({ signedIn }: { signedIn: boolean }) {
  const t = useTranslations("devices.link");
  return (
    <EntryPage title={t("endedTitle")} text={t("endedText", { minutes: limits.deviceLinkSeconds / 60 })}>
      <a href={signedIn ? "/" : "/sign-in"} className={buttonClasses("plain", "justify-self-start")}>
        {signedIn ? t("toRooms") : t("toSignIn")}
      </a>
    </EntryPage>
  );
}
