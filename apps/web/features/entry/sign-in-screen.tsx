"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useTitle } from "@/lib/use-title";
import { buttonClasses } from "@/ui/button";
import { EntryPage } from "./entry-page";
import { EntrySkeleton } from "./entry-skeleton";
import { toOwnPath } from "./next-path";
import { SignInForm } from "./sign-in-form";
import { Unreachable } from "./unreachable";
import { useSignedIn } from "./use-signed-in";
import { useWorkspaceStatus } from "./use-workspace-status";

/** Username and password. On a server that is not set up yet, this page leads there. */
export function SignInScreen() {
  const t = useTranslations("entry");
  const { data: status, failure, askAgain } = useWorkspaceStatus();
  const signedIn = useSignedIn();
  useTitle(t("signIn.title"));
  const isNew = status?.setUp === false;
  useEffect(() => {
    if (isNew) window.location.replace("/set-up");
  }, [isNew]);
  if (!status && failure) {
    return (
      <EntryPage title={t("unreachable")}>
        <Unreachable failure={failure} onRetry={() => void askAgain()} />
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title={status?.name ? t("signIn.titleTo", { workspace: status.name }) : t("signIn.title")}
      footer={status?.setUp && <ForgottenHelp />}
    >
      {signedIn && <PresentNote />}
      {status?.setUp ? <SignInForm onSuccess={leave} /> : <EntrySkeleton fields={2} />}
    </EntryPage>
  );
}

/** To the page that asked for the sign-in. */
function leave(): void {
  window.location.replace(toNextPath());
}

function toNextPath(): string {
  return toOwnPath(new URLSearchParams(window.location.search).get("next"));
}

function PresentNote() {
  const t = useTranslations("entry.signIn");
  return (
    <div className="flex items-center justify-between gap-3 rounded-md bg-accent-soft py-2 pr-2 pl-3 text-sm">
      <span>{t("presentTitle")}</span>
      <a href={toNextPath()} className={buttonClasses("plain")}>
        {t("presentAction")}
      </a>
    </div>
  );
}

function ForgottenHelp() {
  const t = useTranslations("entry.signIn");
  return (
    <details className="group text-left">
      <summary className="min-h-9 list-none py-1.5 text-center text-ink-soft underline underline-offset-2 touch:min-h-11">
        {t("forgotten")}
      </summary>
      <div className="phrased grid gap-2 pt-1 pb-2 text-ink-soft">
        <p>{t("forgottenGuest")}</p>
        <p>{t("forgottenStaff")}</p>
      </div>
    </details>
  );
}
