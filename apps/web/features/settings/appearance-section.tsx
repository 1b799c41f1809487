"use client";
import { type Settings, settingsSchema } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useMedia } from "@/lib/use-media";
import { useModKey } from "@/lib/use-mod-key";
import { Choice } from "@/ui/choice";
import { Keys } from "@/ui/keys";
import { SectionHeading } from "./section-heading";
import { useSetting } from "./use-setting";

const { theme: themes, locale: locales, enterKey: enterKeys } = settingsSchema.shape;

/** Theme, language, and what Enter does. */
export function AppearanceSection() {
  const t = useTranslations("settings");
  return (
    <>
      <SectionHeading title={t("sections.appearance")}>{t("appearance.text")}</SectionHeading>
      <ThemeChoice />
      <LanguageChoice />
      <EnterKeyChoice />
      <KeyList />
    </>
  );
}

function ThemeChoice() {
  const t = useTranslations("settings.appearance");
  const [theme = "auto", choose] = useSetting("theme");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <Choice
      label={t("theme")}
      value={theme}
      onChange={(value: Settings["theme"]) => void choose(value)}
      options={themes.unwrap().options.map((value) => ({ value, label: t(`themes.${value}`) }))}
    />
  );
}

function LanguageChoice() {
  const t = useTranslations("settings.appearance");
  const [locale = "auto", choose] = useSetting("locale");
  return (
    <Choice
      label={t("language")}
      value={locale}
      onChange={(value: Settings["locale"]) => void choose(value)}
      options={locales.unwrap().options.map((value) => ({ value, label: t(`languages.${value}`) }))}
    />
  );
}

function EnterKeyChoice() {
  const t = useTranslations("settings.appearance");
  const mod = useModKey();
  const [enterKey = "send", choose] = useSetting("enterKey");
  return (
    <div className="grid gap-2">
      <Choice
        label={t("enterKey")}
        value={enterKey}
        onChange={(value: Settings["enterKey"]) => void choose(value)}
        options={enterKeys.unwrap().options.map((value) => ({
          value,
          label: t(`enterKeys.${value}`),
          hint: t(`enterHints.${value}`, { mod }),
        }))}
      />
      <p className="phrased text-ink-soft text-sm">{t("touchNote")}</p>
    </div>
  );
}

const keys = {
  search: (mod: string) => `${mod}K`,
  nextRoom: () => "Alt+↑ ↓",
  nextUnread: () => "Alt+Shift+↑ ↓",
  scroll: () => "Page ↑ ↓",
  editLast: () => "↑",
  mark: (mod: string) => `${mod}B, ${mod}I`,
  leave: () => "Esc",
} as const;

/** What the keyboard can do, for those who have one. */
function KeyList() {
  const t = useTranslations("settings.appearance");
  const mod = useModKey();
  if (useMedia("touch")) return null;
  return (
    <section className="grid gap-1">
      <h2 className="font-medium text-sm">{t("keys")}</h2>
      <dl className="grid">
        {(Object.keys(keys) as (keyof typeof keys)[]).map((name) => (
          <div key={name} className="flex min-h-8 items-center justify-between gap-4 text-ink-soft text-sm">
            <dt>{t(`keyNames.${name}`)}</dt>
            <dd>
              <Keys keys={keys[name](mod)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
