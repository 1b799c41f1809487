import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import type { Agreement } from "./agreement";

const icons = { loading: CircleDashed, partly: CircleDashed, agree: CircleCheck, differ: CircleX } as const;

/** Whether all lanes hold the same. */
export function AgreementLine({ agreement: { kind, agreeing } }: { agreement: Agreement }) {
  const t = useTranslations("transports.agreement");
  const Icon = icons[kind];
  return (
    <p
      role="status"
      className={classes(
        "flex min-h-7 items-center gap-2 font-medium",
        kind === "agree" ? "text-good" : kind === "differ" ? "text-bad" : "text-ink-soft",
      )}
    >
      <Icon aria-hidden size={20} className="shrink-0" />
      {t(kind, { count: agreeing })}
    </p>
  );
}
