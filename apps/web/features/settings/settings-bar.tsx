import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { goBack } from "@/lib/navigation";
import { IconButton } from "@/ui/icon-button";

/** The head of the settings, with the way out. */
export function SettingsBar() {
  const t = useTranslations("settings");
  return (
    <header className="flex min-h-14 items-center gap-1 px-2 pt-safe">
      <IconButton icon={ChevronLeft} label={t("close")} onClick={() => goBack("/")} />
      <h1 className="font-semibold text-lg">{t("title")}</h1>
    </header>
  );
}
