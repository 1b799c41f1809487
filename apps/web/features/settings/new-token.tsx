"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy-line";

/** A token's secret, the one time that it is known. */
export function NewToken({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useTranslations("settings.tokens");
  const example = `curl -H "Authorization: Bearer ${secret}" ${window.location.origin}/v1/snapshot`;
  return (
    <div className="grid gap-4 rounded-lg bg-highlight p-4" role="status">
      <div>
        <p className="font-semibold">{t("newTitle")}</p>
        <p className="text-sm">{t("newText")}</p>
      </div>
      <CopyLine text={secret} label={t("secret")} copyLabel={t("copy")} copiedLabel={t("copied")} />
      <div className="grid gap-1 text-sm">
        <p>{t("example")}</p>
        <code className="select-all break-all font-mono text-xs">{example}</code>
      </div>
      <Button look="primary" className="justify-self-start" onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
