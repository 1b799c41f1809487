import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Inside } from "@/features/shell/inside";

/** Everything for people who are signed in. The pages below are empty: `Inside` shows what the address asks for. */
export default async function InsideLayout({ children }: { children: ReactNode }) {
  const asked = (await headers()).get("x-address") ?? "/";
  return (
    <>
      <Inside asked={asked} />
      {children}
    </>
  );
}
