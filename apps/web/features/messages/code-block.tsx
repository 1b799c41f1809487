"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { copyText } from "@/lib/copy-text";
import { IconButton } from "@/ui/icon-button";
import type { CodeLine } from "./highlight";
import { useInnerTabIndex } from "./tabbable";

/** A block of code, coloured once its grammar is here. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const lines = useHighlighted(code, language);
  const tabIndex = useInnerTabIndex() ?? 0;
  return (
    <div className="group/code relative my-1.5 max-w-full rounded-md bg-sunken">
      {/* What scrolls sideways must be reachable by keyboard. */}
      <pre className="overflow-x-auto p-3 touch:pr-12 font-mono text-sm leading-[1.25rem]" tabIndex={tabIndex}>
        <code>
          {lines ? lines.map((line) => <Line key={line.offset} line={line} last={line === lines.at(-1)} />) : code}
        </code>
      </pre>
      <CopyCode code={code} />
    </div>
  );
}

function Line({ line, last }: { line: CodeLine; last: boolean }) {
  return (
    <>
      {line.tokens.map((token) => (
        <span key={token.offset} style={{ color: token.color }}>
          {token.text}
        </span>
      ))}
      {!last && "\n"}
    </>
  );
}

function CopyCode({ code }: { code: string }) {
  const t = useTranslations("messages");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? t("copied") : t("copyCode")}
      tabIndex={useInnerTabIndex()}
      size="small"
      className="absolute top-1.5 right-1.5 bg-sunken touch:top-0 touch:right-0 touch:bg-transparent touch:[&>svg]:bg-sunken touch:[&>svg]:ring-4 touch:[&>svg]:ring-sunken mouse:opacity-0 focus-visible:opacity-100 group-hover/code:opacity-100"
      onClick={async () => setCopied(await copyText(code))}
    />
  );
}

function useHighlighted(code: string, language: string): CodeLine[] | null {
  const [lines, setLines] = useState<CodeLine[] | null>(null);
  useEffect(() => {
    let left = false;
    const load = async () => {
      const { highlight } = await import("./highlight");
      const next = await highlight(code, language);
      if (!left) setLines(next);
    };
    // Without its grammar, which may not load offline, code stays plain.
    if (language) load().catch(() => setLines(null));
    return () => {
      left = true;
    };
  }, [code, language]);
  return lines;
}
