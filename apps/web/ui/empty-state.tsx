import type { ReactNode } from "react";

type EmptyStateProps = {
  drawing: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  level?: "h1" | "h2";
};

/** What a place is for while nothing is in it, and the one thing to do next. */
export function EmptyState({ drawing, title, children, action, level: Heading = "h2" }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 px-6 py-10 text-center">
      <div className="text-ink-soft">{drawing}</div>
      <Heading className="font-semibold text-lg">{title}</Heading>
      {children && <p className="phrased max-w-[36ch] text-ink-soft text-sm">{children}</p>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  );
}
