import { create } from "qrcode";
import { useMemo } from "react";
import { classes } from "@/lib/classes";

/** The quiet zone that readers need, in modules. */
const MARGIN = 4;

/** A text as a QR code: dark on white in both themes, because many cameras read no other. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-MARGIN} ${-MARGIN} ${size + 2 * MARGIN} ${size + 2 * MARGIN}`}
      shapeRendering="crispEdges"
      className={classes("rounded-md bg-[#fff]", className)}
    >
      <path d={path} fill="#1b1a19" />
    </svg>
  );
}

/** One horizontal run of dark modules is one rectangle. */
function draw(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      const start = x;
      while (x + 1 < size && data[y * size + x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
    }
  }
  return { size, path };
}
