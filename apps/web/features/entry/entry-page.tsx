import type { ReactNode } from "react";
import { Logo } from "@/ui/logo";
import { SquareScene } from "./square-scene";

type EntryPageProps = { title: ReactNode; text?: ReactNode; children: ReactNode; footer?: ReactNode };

/** A door: one card in front of the square. */
export function EntryPage({ title, text, children, footer }: EntryPageProps) {
  return (
    <main className="relative isolate grid min-h-dvh grid-rows-[1fr_auto_2fr] px-4 pt-safe pb-(--scene-height) [--scene-height:min(22dvh,11rem)]">
      <SquareScene />
      <div />
      <div className="my-6 w-full max-w-[25rem] justify-self-center">
        <div className="grid gap-5 rounded-lg bg-raised p-6 shadow-float mid:p-8 [--avatar-ground:var(--color-raised)]">
          <div className="grid gap-1.5 phrased">
            <Logo size={40} className="mb-3" />
            <h1 className="font-semibold text-xl">{title}</h1>
            {text && <p className="text-ink-soft">{text}</p>}
          </div>
          {children}
        </div>
        {footer && <div className="phrased px-2 pt-4 text-center text-sm">{footer}</div>}
      </div>
    </main>
  );
}
