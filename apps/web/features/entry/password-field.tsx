"use client";
import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";

/** A password, hidden until its eye is pressed. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, "type" | "end">) {
  const t = useTranslations("entry.password");
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? "text" : "password"}
      spellCheck={false}
      autoCapitalize="none"
      end={
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={shown ? t("hide") : t("show")}
          size="small"
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
