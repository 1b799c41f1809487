"use client";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Button } from "./button";

/** Leads back to how it was before. */
export function CancelButton(props: Pick<ComponentProps<"button">, "className" | "onClick">) {
  const t = useTranslations("ui");
  return (
    <Button look="quiet" {...props}>
      {t("cancel")}
    </Button>
  );
}
