"use client";
import type { CommandOutput, Token } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Unreachable } from "@/features/entry/unreachable";
import { useNow } from "@/lib/use-now";
import { useRelativeTime } from "@/lib/use-relative-time";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { useAnswered } from "@/store/use-answered";
import { ConfirmButton } from "@/ui/confirm-button";
import { ListSkeleton } from "@/ui/list-skeleton";
import { NewToken } from "./new-token";
import { SectionHeading } from "./section-heading";
import { TokenForm } from "./token-form";

/** Access tokens: make one, see it once, revoke it. */
export function TokensSection() {
  const t = useTranslations("settings");
  const { data, failure, askAgain } = useAnswered({
    name: "token.list",
    input: {},
    changedBy: ["token.created", "token.revoked"],
  });
  const [made, setMade] = useState<CommandOutput<"token.create"> | null>(null);
  const handleRevoked = () => {
    setMade(null);
    void askAgain();
  };
  return (
    <>
      <SectionHeading title={t("sections.tokens")}>{t("tokens.text")}</SectionHeading>
      {made ? (
        <NewToken secret={made.secret} onDone={() => setMade(null)} />
      ) : (
        <TokenForm
          onMade={(answer) => {
            setMade(answer);
            void askAgain();
          }}
        />
      )}
      {!data && !failure && <ListSkeleton rows={2} label={t("tokens.list")} />}
      {!data && failure && <Unreachable failure={failure} onRetry={() => void askAgain()} />}
      {data && <TokenList tokens={data.tokens} onRevoked={handleRevoked} />}
    </>
  );
}

function TokenList({ tokens, onRevoked }: { tokens: readonly Token[]; onRevoked: () => void }) {
  const t = useTranslations("settings.tokens");
  if (tokens.length === 0) return <p className="text-ink-soft text-sm">{t("none")}</p>;
  return (
    <ul aria-label={t("list")} className="grid gap-1">
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} onRevoked={onRevoked} />
      ))}
    </ul>
  );
}

function TokenRow({ token, onRevoked }: { token: Token; onRevoked: () => void }) {
  const t = useTranslations("settings.tokens");
  const format = useFormatter();
  const relativeTime = useRelativeTime();
  const now = useNow(60_000);
  const [leaving, setLeaving] = useState(false);
  const used = token.lastUsedAt ? t("used", { when: relativeTime(token.lastUsedAt, now) }) : t("unused");
  const revoke = async () => {
    setLeaving(true);
    const result = await runCommand("token.revoke", { tokenId: token.id });
    setLeaving(false);
    if (!result.ok) return;
    showToast({ text: t("revoked") });
    onRevoked();
  };
  return (
    <li className="flex min-h-14 items-center justify-between gap-3">
      <div className="min-w-0">
        <p className="truncate font-medium">{token.name}</p>
        <p className="text-ink-soft text-sm">
          {t("created", { date: format.dateTime(new Date(token.createdAt), { dateStyle: "medium" }) })} · {used}
        </p>
      </div>
      <ConfirmButton
        label={t("revoke")}
        question={t("revokeQuestion")}
        about={token.name}
        disabled={leaving}
        onConfirm={() => void revoke()}
      />
    </li>
  );
}
