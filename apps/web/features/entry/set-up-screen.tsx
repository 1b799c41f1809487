"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useTitle } from "@/lib/use-title";
import { EntryPage } from "./entry-page";
import { EntrySkeleton } from "./entry-skeleton";
import { SetUpForm } from "./set-up-form";
import { Unreachable } from "./unreachable";
import { useWorkspaceStatus } from "./use-workspace-status";

/** The first visit to an empty server. Once it is set up, this page leads to the sign-in. */
export function SetUpScreen() {
  const t = useTranslations("entry");
  const { data: status, failure, askAgain } = useWorkspaceStatus();
  useTitle(t("setUp.title"));
  const isSetUp = status?.setUp ?? false;
  useEffect(() => {
    if (isSetUp) window.location.replace("/sign-in");
  }, [isSetUp]);
  if (!status && failure) {
    return (
      <EntryPage title={t("unreachable")}>
        <Unreachable failure={failure} onRetry={() => void askAgain()} />
      </EntryPage>
    );
  }
  return (
    <EntryPage title={t("setUp.title")} text={t("setUp.text")}>
      {status && !isSetUp ? <SetUpForm /> : <EntrySkeleton fields={3} />}
    </EntryPage>
  );
}
