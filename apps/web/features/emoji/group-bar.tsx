import { useTranslations } from "next-intl";
import { type Group, groups } from "./emoji-data";

type GroupBarProps = { disabled: boolean; onChoose: (group: Group) => void };

const groupSigns: Record<Group, string> = {
  0: "😀",
  1: "👋",
  3: "🐻",
  4: "🍔",
  5: "🚗",
  6: "⚽",
  7: "💡",
  8: "🔣",
  9: "🏁",
};

/** The ways to the groups. The search field keeps the focus; with the keyboard one searches. */
export function GroupBar({ disabled, onChoose }: GroupBarProps) {
  const t = useTranslations("emoji");
  return (
    <div role="toolbar" aria-label={t("groupBar")} className="-my-1 flex">
      {groups.map((group) => (
        <button
          key={group}
          type="button"
          disabled={disabled}
          aria-label={t(`groups.${group}`)}
          title={t(`groups.${group}`)}
          className="grid h-8 flex-1 place-items-center rounded-sm text-base grayscale hover:bg-hover hover:grayscale-0 focus-visible:grayscale-0 touch:h-11"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(group)}
        >
          {groupSigns[group]}
        </button>
      ))}
    </div>
  );
}
