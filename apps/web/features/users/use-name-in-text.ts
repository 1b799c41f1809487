import type { User } from "@hiroba/protocol";
import { useTranslations } from "next-intl";

/** Names somebody inside a sentence, where Japanese has さん after every name, and after nothing else. */
export function useNameInText(): (user: User | undefined) => string | undefined {
  const t = useTranslations("people");
  return (user) => user && t("inText", { name: user.name });
}
