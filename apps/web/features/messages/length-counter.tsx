import { limits } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";

/** Shown from here on. */
const NEAR = 500;

/** How many characters are left, near the end of what a message may hold. */
export function LengthCounter({ length }: { length: number }) {
  const t = useTranslations("composer");
  const left = limits.messageLength - length;
  if (left > NEAR) return null;
  return (
    <p
      role="status"
      className={classes("flex-1 text-xs tabular-nums", left < 0 ? "font-semibold text-bad" : "text-ink-soft")}
    >
      {left < 0 ? t("tooLong", { count: -left }) : t("left", { count: left })}
    </p>
  );
}
