"use client";
import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";

type Option<Value extends string> = { value: Value; label: string; hint?: ReactNode };
type ChoiceProps<Value extends string> = {
  label: string;
  options: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
};

/** One of a few, all of them in sight. Side by side while the labels stand alone, below each other once they explain. */
export function Choice<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  const explains = options.some((option) => option.hint);
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      <RadioGroup.Root
        aria-label={label}
        value={value}
        onValueChange={(next) => onChange(next as Value)}
        className={classes("flex gap-2", explains && "flex-col")}
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            className={classes(
              "flex min-h-10 flex-col justify-center rounded-md px-3 py-2 text-left text-sm transition-colors touch:min-h-11",
              "shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover",
              "data-[state=checked]:bg-accent-soft data-[state=checked]:shadow-[inset_0_0_0_2px_var(--color-accent)]",
              explains ? "phrased" : "flex-1 items-center",
            )}
          >
            <span className="font-medium">{option.label}</span>
            {option.hint && <span className="text-ink-soft">{option.hint}</span>}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </fieldset>
  );
}
