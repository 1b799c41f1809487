"use client";
import { type CommandOutput, type InviteKind, limits } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { PasswordField } from "@/features/entry/password-field";
import { focusProblem } from "@/lib/focus-problem";
import { findNameProblem, findPasswordProblem, findUsernameProblem, useProblemTexts } from "@/lib/problems";
import { useFailureText } from "@/lib/use-failure-text";
import { useSubmission } from "@/lib/use-submission";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { prepareAcceptance } from "./accept-invite";
import { ArrivedNote } from "./arrived-note";
import { enterRoom } from "./enter-room";

type JoinFormProps = { code: string; kind: InviteKind; onGone: () => void };

/** Comes in by an invite: guests say their name, members make an account. */
export function JoinForm({ code, kind, onGone }: JoinFormProps) {
  const t = useTranslations("invites.join");
  const problems = useProblemTexts();
  const toFailureText = useFailureText();
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [accept] = useState(prepareAcceptance);
  const [arrived, setArrived] = useState<CommandOutput<"invite.accept"> | null>(null);
  const { submit, busy, failure } = useSubmission(accept);
  const isMember = kind === "member";
  const nameProblem = findNameProblem(name);
  const usernameProblem = isMember && username.trim() !== "" ? findUsernameProblem(username) : null;
  const passwordProblem = isMember ? findPasswordProblem(password) : null;
  const taken = failure?.details.reason === "usernameTaken" ? failure : null;

  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (nameProblem || usernameProblem || passwordProblem) return focusProblem(event.currentTarget);
    if (busy) return;
    const account = { password, ...(username.trim() && { username: username.trim() }) };
    const result = await submit({ code, name, ...(isMember && account) });
    if (!result.ok) {
      if (result.error.code === "NOT_FOUND") onGone();
      return;
    }
    // Whoever let the server choose has to be told what to type next time.
    if (isMember && username.trim() === "") setArrived(result.data);
    else enterRoom(result.data.roomId);
  };

  if (arrived) return <ArrivedNote username={arrived.user.username} roomId={arrived.roomId} />;
  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
      <Field
        label={t("name")}
        hint={isMember ? t("memberHint") : t("guestHint")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried ? problems.ofName(nameProblem) : undefined}
        autoComplete="name"
        autoFocus
      />
      {isMember && (
        <>
          <Field
            label={t("username")}
            hint={t("usernameHint")}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            error={
              tried && usernameProblem ? problems.ofUsername(usernameProblem) : taken ? toFailureText(taken) : undefined
            }
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
          <PasswordField
            label={t("password")}
            hint={t("passwordHint", { count: limits.passwordMinimum })}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={tried ? problems.ofPassword(passwordProblem) : undefined}
            autoComplete="new-password"
          />
        </>
      )}
      <FailureNote failure={taken ? null : failure} />
      <Button type="submit" look="primary" disabled={busy} className="h-10">
        {t("action")}
      </Button>
    </form>
  );
}
