"use client";
import { limits, type User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { PasswordField } from "@/features/entry/password-field";
import { focusProblem } from "@/lib/focus-problem";
import { findPasswordProblem, useProblemTexts } from "@/lib/problems";
import { useMe } from "@/store/hooks";
import { showToast } from "@/store/toasts";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { SectionHeading } from "./section-heading";

/** Changes the password, or sets the first one of somebody who came in by name alone. */
export function PasswordSection() {
  const t = useTranslations("settings");
  const me = useMe();
  // Only the server knows. Guests came in without one, the others with one; both can say otherwise.
  const [said, setSaid] = useState<boolean | null>(null);
  const hasOne = said ?? me?.role !== "guest";
  return (
    <>
      <SectionHeading title={t("sections.password")}>
        {hasOne ? t("password.text") : t("password.first", { username: me?.username ?? "" })}
      </SectionHeading>
      {me && <PasswordForm key={String(hasOne)} me={me} hasOne={hasOne} onChanged={() => setSaid(true)} />}
      <button
        type="button"
        onClick={() => setSaid(!hasOne)}
        className="min-h-9 justify-self-start text-ink-soft text-sm underline underline-offset-2 touch:min-h-11"
      >
        {hasOne ? t("password.none") : t("password.have")}
      </button>
    </>
  );
}

type PasswordFormProps = { me: User; hasOne: boolean; onChanged: () => void };

function PasswordForm({ me, hasOne, onChanged }: PasswordFormProps) {
  const t = useTranslations("settings.password");
  const entry = useTranslations("entry.problems");
  const hints = useTranslations("invites.join");
  const problems = useProblemTexts();
  const { run, busy, failure } = useCommand("password.change");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const problem = findPasswordProblem(next);
  const lacksCurrent = hasOne && current === "";

  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (problem || lacksCurrent) return focusProblem(event.currentTarget);
    const result = await run({ current: hasOne ? current : null, next });
    if (!result.ok) return;
    setCurrent("");
    setNext("");
    setTried(false);
    onChanged();
    showToast({ text: hasOne ? t("changed") : t("wasSet") });
  };

  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
      {/* Tells password keepers whose password it is. */}
      <input type="text" autoComplete="username" value={me.username} readOnly hidden />
      {hasOne && (
        <PasswordField
          label={t("current")}
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={tried && lacksCurrent ? entry("passwordEmpty") : undefined}
          autoComplete="current-password"
        />
      )}
      <PasswordField
        label={t("next")}
        hint={hints("passwordHint", { count: limits.passwordMinimum })}
        value={next}
        onChange={(event) => setNext(event.target.value)}
        error={tried ? problems.ofPassword(problem) : undefined}
        autoComplete="new-password"
      />
      <FailureNote failure={failure} />
      <Button type="submit" look="primary" disabled={busy} className="justify-self-start">
        {hasOne ? t("change") : t("set")}
      </Button>
    </form>
  );
}
