"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import { LostPart } from "@/features/pages/lost";
import { classes } from "@/lib/classes";
import { useEnterKey } from "@/lib/use-enter-key";
import { useMedia } from "@/lib/use-media";
import { inputClasses } from "@/ui/field";
import { Skeleton } from "@/ui/skeleton";
import { type Group, searchEmoji } from "./emoji-data";
import { COLUMNS, type Line, moveInGrid, toLines } from "./emoji-grid";
import { GroupBar } from "./group-bar";
import { useRecentEmoji } from "./recent-emoji";
import { useEmoji } from "./use-emoji";

/** Every emoji: search, the ones used lately, then all by group. Arrow keys move, Enter picks. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useTranslations("emoji");
  const id = useId();
  const { all, lost } = useEmoji();
  const recent = useRecentEmoji();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<VListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const lines = useMemo(() => {
    const found = query.trim() === "" ? null : searchEmoji(all, query, 200);
    return toLines(all, found, recent);
  }, [all, query, recent]);
  const cells = useMemo(() => lines.flatMap((line) => (line.kind === "emoji" ? line.cells : [])), [lines]);
  const chosen = cells[active];

  const moveTo = (next: number) => {
    setActive(next);
    const line = lines.findIndex((it) => it.kind === "emoji" && it.cells.some(({ index }) => index === next));
    list.current?.scrollToIndex(line, { align: "nearest" });
  };
  useFocusAtOnce(field);
  const enter = useEnterKey<HTMLInputElement>({
    onEnter: () => chosen && onPick(chosen.emoji),
    onKey: (event) => {
      const next = moveInGrid(lines, active, event.key);
      if (next === null) return;
      event.preventDefault();
      moveTo(next);
    },
  });
  if (lost) return <LostPart />;
  return (
    <div className="grid gap-2">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label={t("search")}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${active}`}
        aria-autocomplete="list"
        placeholder={t("search")}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        className={inputClasses}
        {...enter}
      />
      {query.trim() === "" && (
        <GroupBar
          disabled={all.length === 0}
          onChoose={(group) => list.current?.scrollToIndex(titleOf(lines, group))}
        />
      )}
      <div>
        {all.length === 0 ? (
          <Skeleton className="h-[min(18rem,40dvh)] w-full" />
        ) : (
          <VList
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={t("label")}
            tabIndex={0}
            className="h-[min(18rem,40dvh)]! overscroll-contain"
            data={lines}
          >
            {(line, index) => (
              <LineView key={index} line={line} active={active} id={id} onPick={onPick} onActive={setActive} />
            )}
          </VList>
        )}
      </div>
      <p className="h-5 truncate text-ink-soft text-xs">
        {cells.length === 0 && all.length > 0 ? t("none") : chosen?.label}
      </p>
    </div>
  );
}

function titleOf(lines: readonly Line[], group: Group): number {
  return lines.findIndex((line) => line.kind === "title" && line.group === `${group}`);
}

/** The picker comes in after what holds it, so nobody else gives it the focus. */
function useFocusAtOnce(field: RefObject<HTMLInputElement | null>): void {
  const touch = useMedia("touch");
  useEffect(() => {
    if (!touch) field.current?.focus();
  }, [field, touch]);
}

type LineViewProps = {
  line: Line;
  active: number;
  id: string;
  onPick: (emoji: string) => void;
  onActive: (index: number) => void;
};

function LineView({ line, active, id, onPick, onActive }: LineViewProps) {
  const t = useTranslations("emoji");
  if (line.kind === "title") {
    return (
      <div role="presentation" className="px-1 pt-2 pb-1 font-medium text-ink-soft text-xs">
        {t(`groups.${line.group}`)}
      </div>
    );
  }
  return (
    <div role="presentation" className="grid" style={{ gridTemplateColumns: `repeat(${COLUMNS}, 1fr)` }}>
      {line.cells.map(({ emoji, label, index }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and points here.
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the search field picks.
        <div
          key={index}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          aria-label={label}
          className={classes(
            "grid h-10 cursor-pointer touch:h-11 place-items-center rounded-sm text-xl",
            index === active && "bg-hover",
          )}
          onClick={() => onPick(emoji)}
          onPointerMove={() => onActive(index)}
        >
          {emoji}
        </div>
      ))}
    </div>
  );
}
