"use client";
import { ChevronDown } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { classes } from "@/lib/classes";
import { inputClasses } from "./field";

type SelectProps<Value extends string> = Omit<ComponentProps<"select">, "id" | "value" | "onChange"> & {
  label: string;
  /** Names it for those who hear the page, where what it is about is in sight already. */
  labelHidden?: boolean;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

/** One of several, with the device's own list, which phones do best. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, labelHidden = false, options, value, onChange, className, ...rest } = props;
  const id = useId();
  return (
    <div className={classes("grid gap-1.5", className)}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "font-medium text-sm"}>
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value as Value)}
          className={classes(inputClasses, "appearance-none pr-9")}
          {...rest}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          size={16}
          className="pointer-events-none absolute inset-y-0 right-3 my-auto text-ink-soft"
        />
      </div>
    </div>
  );
}
