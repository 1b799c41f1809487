"use client";
import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "@/lib/classes";
import { useEnterKey } from "@/lib/use-enter-key";

type FieldProps = Omit<ComponentProps<"input">, "id"> & {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it, once there is something. */
  error?: string | undefined;
  /** Stands inside, at the end: a button that shows the password, a unit. */
  end?: ReactNode;
};

/** A line of text to fill in, with its label above. Enter that ends an input method's composition never submits. */
export function Field({ label, hint, error, end, className, ...rest }: FieldProps) {
  const id = useId();
  const enter = useEnterKey<HTMLInputElement>({ onEnter: (_event, input) => input.form && submit(input.form) });
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={classes("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          className={classes(inputClasses, end !== undefined && "pr-12")}
          {...enter}
          {...rest}
        />
        {end && <div className="absolute inset-y-0 right-1 grid place-items-center">{end}</div>}
      </div>
      {hint && !error && (
        <p id={`${id}-hint`} className="phrased text-ink-soft text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="phrased text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

/** As its button would: one that is disabled submits nothing. */
function submit(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!button?.disabled) form.requestSubmit(button);
}

/** The looks of every text field. */
export const inputClasses = classes(
  "h-10 w-full min-w-0 rounded-md bg-raised px-3 text-base text-ink shadow-[inset_0_0_0_1px_var(--color-line-strong)] touch:h-11",
  "placeholder:text-ink-soft aria-invalid:shadow-[inset_0_0_0_1.5px_var(--color-bad)] disabled:opacity-60",
  "focus:outline-2 focus:outline-accent focus:-outline-offset-1",
);
