import { ChevronRight, LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSignOut } from "@/features/devices/use-sign-out";
import { classes } from "@/lib/classes";
import { useMedia } from "@/lib/use-media";
import { useMe } from "@/store/hooks";
import { Link } from "@/ui/link";
import { listSections, type Section, type SectionId } from "./sections";

const rowClasses =
  "flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-left text-base transition-colors touch:h-12";

/** The list of settings, with the way out at its end. */
export function SettingsNav({ shown }: { shown: SectionId | null }) {
  const t = useTranslations("settings");
  const devices = useTranslations("devices");
  const me = useMe();
  const { signOut, dialog } = useSignOut();
  const sections = listSections(me?.role ?? "guest");
  return (
    <nav aria-label={t("title")} className="grid min-h-0 content-start gap-5 overflow-y-auto px-2 pt-2 pb-8">
      {(["me", "workspace"] as const).map((group) => (
        <Group key={group} group={group} sections={sections.filter((it) => it.group === group)} shown={shown} />
      ))}
      <button type="button" className={classes(rowClasses, "text-ink-soft hover:bg-hover")} onClick={() => signOut()}>
        <LogOut aria-hidden size={17} className="shrink-0" />
        {devices("signOut")}
      </button>
      {dialog}
    </nav>
  );
}

type GroupProps = { group: Section["group"]; sections: readonly Section[]; shown: SectionId | null };

function Group({ group, sections, shown }: GroupProps) {
  const t = useTranslations("settings");
  const narrow = useMedia("narrow");
  if (sections.length === 0) return null;
  return (
    <div>
      <h2 className="px-2.5 pb-1 font-medium text-ink-soft text-xs">{t(`groups.${group}`)}</h2>
      <ul>
        {sections.map(({ id, icon: Icon }) => (
          <li key={id}>
            <Link
              href={`/settings/${id}`}
              // Beside its list a section is no step of its own, so that one "back" closes the settings.
              replace={!narrow}
              aria-current={id === shown ? "page" : undefined}
              className={classes(
                rowClasses,
                id === shown ? "bg-accent-soft font-medium text-ink" : "text-ink-soft hover:bg-hover max-mid:text-ink",
              )}
            >
              <Icon aria-hidden size={17} className="shrink-0 text-ink-soft" />
              <span className="flex-1 truncate">{t(`sections.${id}`)}</span>
              <ChevronRight aria-hidden size={16} className="text-ink-soft mid:hidden" />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
