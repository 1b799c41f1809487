import type { ReactNode } from "react";

type EmptyStateProps = { drawing: ReactNode; title: string; children?: ReactNode; action?: ReactNode };

/** What a place is for while nothing is in it, and the one thing to do next. */
export function EmptyState({ drawing, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 px-6 py-10 text-center">
      <div className="text-ink-soft">{drawing}</div>
      <h2 className="font-semibold text-lg">{title}</h2>
      {children && <p className="max-w-[36ch] text-ink-soft text-sm">{children}</p>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  );
}
