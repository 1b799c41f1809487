import { Bold, Code, Italic, Link, List, type LucideIcon, Quote, SquareCode, Strikethrough } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useModKey } from "@/lib/use-mod-key";
import { IconButton } from "@/ui/icon-button";
import { applyMark, type MarkName } from "./markdown-marks";

const marks: readonly (readonly [MarkName, LucideIcon, key?: string])[] = [
  ["bold", Bold, "B"],
  ["italic", Italic, "I"],
  ["strike", Strikethrough],
  ["link", Link],
  ["list", List],
  ["quote", Quote],
  ["code", Code],
  ["codeBlock", SquareCode],
];

/** Buttons that write Markdown, for those who do not know it by heart. */
export function FormatBar({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const t = useTranslations("composer");
  const mod = useModKey();
  return (
    <div role="toolbar" aria-label={t("format")} className="flex gap-0.5 px-2 pb-1.5">
      {marks.map(([name, icon, key]) => (
        <IconButton
          key={name}
          icon={icon}
          label={t(`marks.${name}`)}
          {...(key ? { keys: mod + key } : {})}
          size="small"
          className="touch:w-auto touch:flex-1"
          // The field keeps its selection.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => field.current && applyMark(field.current, name)}
        />
      ))}
    </div>
  );
}
