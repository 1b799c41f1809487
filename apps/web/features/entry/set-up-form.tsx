"use client";
import { limits } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { focusProblem } from "@/lib/focus-problem";
import { postCommand } from "@/lib/post-command";
import { findNameProblem, findPasswordProblem, useProblemTexts } from "@/lib/problems";
import { useSubmission } from "@/lib/use-submission";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { rememberArrival } from "./arrival";
import { FailureNote } from "./failure-note";
import { PasswordField } from "./password-field";

/** Three fields, and one stands in #general. */
export function SetUpForm() {
  const t = useTranslations("entry.setUp");
  const problems = useProblemTexts();
  const [workspaceName, setWorkspaceName] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const { submit, busy, failure } = useSubmission((input: Parameters<typeof setUp>[0]) => setUp(input));
  const found = [findNameProblem(workspaceName), findNameProblem(name), findPasswordProblem(password)] as const;
  const [ofWorkspace, ofName, ofPassword] = tried ? found : [null, null, null];

  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (found.some(Boolean)) return focusProblem(event.currentTarget);
    if (busy) return;
    const result = await submit({ workspaceName, name, password });
    if (!result.ok) return;
    rememberArrival(result.data.user.username);
    window.location.assign(`/rooms/${result.data.roomId}`);
  };

  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
      <Field
        label={t("workspaceName")}
        placeholder={t("workspaceExample")}
        value={workspaceName}
        onChange={(event) => setWorkspaceName(event.target.value)}
        error={problems.ofName(ofWorkspace)}
        autoComplete="organization"
        autoFocus
      />
      <Field
        label={t("name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problems.ofName(ofName)}
        autoComplete="name"
      />
      <PasswordField
        label={t("password")}
        hint={t("passwordHint", { count: limits.passwordMinimum })}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={problems.ofPassword(ofPassword)}
        autoComplete="new-password"
      />
      <FailureNote failure={failure}>
        {failure?.details.reason === "alreadySetUp" && (
          <a href="/sign-in" className="font-medium underline underline-offset-2">
            {t("toSignIn")}
          </a>
        )}
      </FailureNote>
      <Button type="submit" look="primary" disabled={busy} className="h-10">
        {t("action")}
      </Button>
    </form>
  );
}

function setUp(input: { workspaceName: string; name: string; password: string }) {
  return postCommand("workspace.setUp", input);
}
