"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classes } from "@/lib/classes";
import { copyText } from "@/lib/copy-text";
import { inputClasses } from "./field";
import { IconButton } from "./icon-button";

const THANKS_MS = 2_000;

type CopyLineProps = { text: string; label: string; copyLabel: string; copiedLabel: string };

/** A text that is there to be taken along. Where the browser does not let us copy, it is selected instead. */
export function CopyLine({ text, label, copyLabel, copiedLabel }: CopyLineProps) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const handleCopy = async () => {
    if (await copyText(text)) setCopied(true);
    else field.current?.select();
  };
  return (
    <div
      className={classes(
        inputClasses,
        "flex items-center gap-1 pr-1 has-[input:focus]:-outline-offset-1 has-[input:focus]:outline-2 has-[input:focus]:outline-accent",
      )}
    >
      <input
        ref={field}
        readOnly
        value={text}
        aria-label={label}
        onFocus={(event) => event.target.select()}
        className="min-w-0 flex-1 bg-transparent font-mono text-sm outline-none"
      />
      <IconButton
        icon={copied ? Check : Copy}
        label={copied ? copiedLabel : copyLabel}
        size="small"
        className="touch:size-9"
        onClick={() => void handleCopy()}
      />
      <span role="status" className="sr-only">
        {copied ? copiedLabel : ""}
      </span>
    </div>
  );
}
