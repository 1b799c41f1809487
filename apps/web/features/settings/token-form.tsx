"use client";
import { type CommandOutput, newId } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FailureNote } from "@/features/entry/failure-note";
import { focusProblem } from "@/lib/focus-problem";
import { findNameProblem, useProblemTexts } from "@/lib/problems";
import { useCommand } from "@/store/use-command";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";

/** Asks what a new token is for. */
export function TokenForm({ onMade }: { onMade: (answer: CommandOutput<"token.create">) => void }) {
  const t = useTranslations("settings.tokens");
  const problems = useProblemTexts();
  const { run, busy, failure } = useCommand("token.create");
  const [id] = useState(() => newId());
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const problem = findNameProblem(name);
  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (problem) return focusProblem(event.currentTarget);
    const result = await run({ id, name });
    if (result.ok) onMade(result.data);
  };
  return (
    <form onSubmit={(event) => void handleSubmit(event)} className="grid gap-3" noValidate>
      <Field
        label={t("name")}
        placeholder={t("nameExample")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried ? problems.ofName(problem) : undefined}
        autoComplete="off"
      />
      <FailureNote failure={failure} />
      <Button type="submit" look="primary" disabled={busy} className="justify-self-start">
        {t("create")}
      </Button>
    </form>
  );
}
