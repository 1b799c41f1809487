import type { ReactNode } from "react";

/** Short facts with dots between them. No line begins or ends with a dot: those at its beginning fall outside and are cut. */
export function Facts({ facts }: { facts: readonly { key: string; fact: ReactNode }[] }) {
  return (
    <div className="overflow-hidden">
      <p className="phrased -ml-4 flex flex-wrap text-ink-soft text-sm">
        {facts.map(({ key, fact }) => (
          <span key={key} className="relative pl-4 before:absolute before:left-1.5 before:content-['·'/'']">
            {fact}{" "}
          </span>
        ))}
      </p>
    </div>
  );
}
