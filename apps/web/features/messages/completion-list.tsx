import { AtSign } from "lucide-react";
import { useTranslations } from "next-intl";
import { classes } from "@/lib/classes";
import { Avatar } from "@/ui/avatar";
import type { Option } from "./completion";

type CompletionListProps = {
  id: string;
  options: readonly Option[];
  index: number;
  onChoose: (option: Option) => void;
};

/** The choices, above what the text field stands in and as wide; the field keeps the focus. */
export function CompletionList({ id, options, index, onChoose }: CompletionListProps) {
  const t = useTranslations("composer");
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("suggestions")}
      className="absolute inset-x-0 bottom-full z-20 mb-1 animate-appear rounded-md bg-raised p-1 shadow-float [--avatar-ground:var(--color-raised)]"
    >
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus and points here.
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter and Tab in the text field choose.
        <div
          key={option.key}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === index}
          className={classes(
            "flex h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2 text-sm hover:bg-hover touch:h-11",
            at === index && "bg-hover",
          )}
          // Before the field loses the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          <OptionContent option={option} />
        </div>
      ))}
    </div>
  );
}

function OptionContent({ option }: { option: Option }) {
  const t = useTranslations("composer");
  if (option.kind === "emoji") {
    return (
      <>
        <span className="w-6 text-center text-lg">{option.emoji.emoji}</span>
        <span className="truncate font-medium">{option.emoji.label}</span>
        {option.code && <span className="truncate text-ink-soft">:{option.code}:</span>}
      </>
    );
  }
  if (option.kind === "room") {
    return (
      <>
        <span className="grid size-6 place-items-center rounded-sm bg-accent-soft text-accent-ink">
          <AtSign aria-hidden size={14} />
        </span>
        <span className="font-medium">@room</span>
        <span className="truncate text-ink-soft">{t("everybody")}</span>
      </>
    );
  }
  return (
    <>
      <Avatar id={option.user.id} name={option.user.name} size="small" />
      {/* A username is what will be written: the name gives way. */}
      <span className="min-w-0 truncate font-medium">{option.user.name}</span>
      <span className="max-w-3/5 shrink-0 truncate text-ink-soft">@{option.user.username}</span>
    </>
  );
}
