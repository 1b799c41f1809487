import type { ReactNode } from "react";

/** A section's name and what it is for; on phones the name stands in the bar above already. */
export function SectionHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="phrased grid gap-1">
      <h2 className="font-semibold text-xl max-mid:hidden">{title}</h2>
      {children && <p className="text-ink-soft text-sm">{children}</p>}
    </div>
  );
}
