"use client";
import type { User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { focusProblem } from "@/lib/focus-problem";
import { findNameProblem, findUsernameProblem, useProblemTexts } from "@/lib/problems";
import { useFailureText } from "@/lib/use-failure-text";
import { useMe } from "@/store/hooks";
import { useStore } from "@/store/store";
import { showToast } from "@/store/toasts";
import { useCommand } from "@/store/use-command";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { SectionHeading } from "./section-heading";

/** My name and username. */
export function ProfileSection() {
  const t = useTranslations("settings");
  const me = useMe();
  return (
    <>
      <SectionHeading title={t("sections.profile")}>{t("profile.text")}</SectionHeading>
      {me && <ProfileCard me={me} />}
      {me && <ProfileForm me={me} />}
    </>
  );
}

function ProfileCard({ me }: { me: User }) {
  const t = useTranslations("settings.profile");
  const people = useTranslations("people");
  const workspace = useStore(({ view }) => view?.state?.workspace.name ?? "");
  return (
    <div className="flex items-center gap-4">
      <Avatar id={me.id} name={me.name} size="large" />
      <div className="min-w-0">
        <p className="truncate font-semibold text-lg">{me.name}</p>
        <p className="truncate text-ink-soft text-sm">@{me.username}</p>
        <p className="text-ink-soft text-sm">{t("role", { role: people(`roles.${me.role}`), workspace })}</p>
      </div>
    </div>
  );
}

function ProfileForm({ me }: { me: User }) {
  const t = useTranslations("settings");
  const ui = useTranslations("ui");
  const problems = useProblemTexts();
  const toFailureText = useFailureText();
  const { run, busy, failure } = useCommand("user.updateProfile");
  // Null while untouched, so that a change on another device shows here too.
  const [typedName, setName] = useState<string | null>(null);
  const [typedUsername, setUsername] = useState<string | null>(null);
  const name = typedName ?? me.name;
  const username = typedUsername ?? me.username;
  const nameProblem = findNameProblem(name);
  const usernameProblem = findUsernameProblem(username);
  const taken = failure?.details.reason === "usernameTaken" ? failure : null;

  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (nameProblem || usernameProblem) return focusProblem(event.currentTarget);
    const result = await run({ name, username: username.trim() });
    if (!result.ok) return;
    setName(null);
    setUsername(null);
    showToast({ text: t("saved") });
  };

  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-5" noValidate>
      <Field
        label={t("profile.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problems.ofName(nameProblem)}
        autoComplete="name"
      />
      <Field
        label={t("profile.username")}
        hint={t("profile.usernameHint")}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={problems.ofUsername(usernameProblem) ?? (taken ? toFailureText(taken) : undefined)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <FailureNote failure={taken ? null : failure} />
      <Button
        type="submit"
        look="primary"
        disabled={busy || (name === me.name && username === me.username)}
        className="justify-self-start"
      >
        {ui("save")}
      </Button>
    </form>
  );
}
