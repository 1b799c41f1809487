import type { ReactNode } from "react";

/** The line drawings of empty places: 160 by 96, one stroke, one dab of persimmon. */
function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      width="160"
      height="96"
      viewBox="0 0 160 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

/** A square at dusk: houses, a lamp, a bench. */
export function SquareDrawing() {
  return (
    <Drawing>
      <path d="M8 84h144" />
      <path d="M18 84V46l16-14 16 14v38M28 84V66h12v18M28 52h12" />
      <path d="M112 84V40h32v44M120 50h6M130 50h6M120 62h6M130 62h6M124 84v-8h8v8M108 40l20-14 20 14" />
      <path d="M80 84V38M74 84h12" />
      <path d="M73 30l7-8 7 8-3 8h-8z" className="fill-accent stroke-accent" />
      <path d="M92 84v-8M104 84v-8M89 76h18M90 70h16" />
      <path d="M62 18c3-4 7-4 9 0M96 14c2-3 5-3 7 0" opacity=".6" />
    </Drawing>
  );
}

/** Two speech bubbles, the second not yet said. */
export function QuietDrawing() {
  return (
    <Drawing>
      <path d="M30 22h56a8 8 0 0 1 8 8v20a8 8 0 0 1-8 8H54l-14 12V58H30a8 8 0 0 1-8-8V30a8 8 0 0 1 8-8z" />
      <path d="M36 36h40M36 46h26" opacity=".6" />
      <path
        d="M106 44h24a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8h-4v10l-12-10h-16a8 8 0 0 1-8-8"
        strokeDasharray="4 5"
        className="stroke-accent"
      />
    </Drawing>
  );
}

/** A path that leads nowhere. */
export function LostDrawing() {
  return (
    <Drawing>
      <path d="M8 84h144" />
      <path d="M64 84c4-14 30-16 30-28 0-9-16-10-16-18" strokeDasharray="5 6" />
      <path d="M78 30V14" className="stroke-accent" />
      <path d="M78 14h22l-5 5 5 5H78" className="fill-accent stroke-accent" />
      <path d="M24 84V64M18 70c0-8 12-8 12 0s-12 8-12 0zM136 84V60M129 66c0-9 14-9 14 0s-14 9-14 0z" />
    </Drawing>
  );
}
