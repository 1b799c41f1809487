"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { focusProblem } from "@/lib/focus-problem";
import { useSubmission } from "@/lib/use-submission";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FailureNote } from "./failure-note";
import { PasswordField } from "./password-field";
import { signIn } from "./sign-in";

/** Asks for username and password. */
export function SignInForm({ onSuccess }: { onSuccess: () => void }) {
  const t = useTranslations("entry.signIn");
  const problems = useTranslations("entry.problems");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const { submit, busy, failure } = useSubmission(signIn);
  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (username.trim() === "" || password === "") return focusProblem(event.currentTarget);
    if (busy) return;
    const result = await submit({ username: username.trim(), password });
    if (result.ok) onSuccess();
  };
  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
      <Field
        label={t("username")}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={tried && username.trim() === "" ? problems("usernameEmpty") : undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <PasswordField
        label={t("password")}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={tried && password === "" ? problems("passwordEmpty") : undefined}
        autoComplete="current-password"
      />
      <FailureNote failure={failure} />
      <Button type="submit" look="primary" disabled={busy} className="h-10">
        {t("action")}
      </Button>
    </form>
  );
}
