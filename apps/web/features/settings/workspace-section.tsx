"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { focusProblem } from "@/lib/focus-problem";
import { findNameProblem, useProblemTexts } from "@/lib/problems";
import { useStore } from "@/store/store";
import { showToast } from "@/store/toasts";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { SectionHeading } from "./section-heading";

/** The workspace's name. */
export function WorkspaceSection() {
  const t = useTranslations("settings");
  const ui = useTranslations("ui");
  const problems = useProblemTexts();
  const held = useStore(({ view }) => view?.state?.workspace.name ?? "");
  const { run, busy, failure } = useCommand("workspace.update");
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? held;
  const problem = findNameProblem(name);
  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (problem) return focusProblem(event.currentTarget);
    const result = await run({ name });
    if (!result.ok) return;
    setTyped(null);
    showToast({ text: t("saved") });
  };
  return (
    <>
      <SectionHeading title={t("sections.workspace")}>{t("workspace.text")}</SectionHeading>
      <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
        <Field
          label={t("workspace.name")}
          value={name}
          onChange={(event) => setTyped(event.target.value)}
          error={problems.ofName(problem)}
          autoComplete="off"
        />
        <FailureNote failure={failure} />
        <Button type="submit" look="primary" disabled={busy || name === held} className="justify-self-start">
          {ui("save")}
        </Button>
      </form>
    </>
  );
}
