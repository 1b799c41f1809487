import type { ReactNode } from "react";
import { Inside } from "@/features/shell/inside";

/** Everything for people who are signed in. The pages below are empty: `Inside` shows what the address asks for. */
export default function InsideLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Inside />
      {children}
    </>
  );
}
