/** The square at dusk, along the foot of the page: houses, trees, lamps. One stroke, and the lamps in persimmon. */
export function SquareScene() {
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-x-0 bottom-0 -z-10 h-(--scene-height) overflow-hidden text-line-strong opacity-60"
    >
      <div className="absolute inset-x-0 bottom-[8%] border-current border-b-[1.5px]" />
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: decoration, hidden by its parent. */}
      <svg
        viewBox="0 0 1200 200"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="absolute bottom-0 left-1/2 h-full max-w-none -translate-x-1/2"
      >
        <House x={40} />
        <House x={332} />
        <House x={930} />
        <path d="M150 184V96l44-34 44 34v88M176 184v-40a18 18 0 0 1 36 0v40M184 104h20" />
        <path d="M1060 184V84h92v100M1052 84l54-36 54 36M1080 104h14M1118 104h14M1080 130h14M1118 130h14M1098 184v-26h16v26" />
        <Tree x={284} />
        <Tree x={880} />
        <Tree x={1026} />
        <Tree x={470} />
        <Lamp x={520} />
        <Lamp x={680} />
        <path d="M566 184v-14M634 184v-14M558 170h84M562 158h76" />
        <path d="M744 184v-22h56v22M752 162v-14h40v14M772 148v-18M772 130c-12-4-12-16 0-24 12 8 12 20 0 24z" />
        <path d="M420 40c5-7 12-7 16 0 4-7 11-7 16 0M780 24c4-6 9-6 13 0 4-6 9-6 13 0" opacity=".6" />
      </svg>
    </div>
  );
}

function House({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <path d="M0 184v-66l38-30 38 30v66M-8 124l46-36 46 36" />
      <path d="M14 184v-30h16v30M46 140h16v16H46zM46 148h16M54 140v16" />
    </g>
  );
}

function Tree({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <path d="M0 184v-40M0 160l9-8M0 152c-20 0-24-20-12-28-4-18 28-18 24 0 12 8 8 28-12 28z" />
    </g>
  );
}

function Lamp({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <path d="M0 184V96M-7 184H7" />
      <path d="M-9 84 0 74l9 10-4 12H-5z" className="fill-accent stroke-accent" />
    </g>
  );
}
