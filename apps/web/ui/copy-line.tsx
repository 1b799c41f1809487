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
    <div className="relative">
      <input
        ref={field}
        readOnly
        value={text}
        aria-label={label}
        onFocus={(event) => event.target.select()}
        className={classes(inputClasses, "pr-12 font-mono text-sm")}
      />
      <div className="absolute inset-y-0 right-1 grid place-items-center">
        <IconButton
          icon={copied ? Check : Copy}
          label={copied ? copiedLabel : copyLabel}
          size="small"
          className="bg-raised"
          onClick={() => void handleCopy()}
        />
      </div>
      <span role="status" className="sr-only">
        {copied ? copiedLabel : ""}
      </span>
    </div>
  );
}
