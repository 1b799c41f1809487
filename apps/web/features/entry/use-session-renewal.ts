"use client";
import { useEffect } from "react";
import { readSession } from "./sign-in";

const RENEWAL_MS = 12 * 3_600_000;

/** Keeps somebody who comes back signed in: the cookie ends after a while unless it is renewed. */
export function useSessionRenewal(): void {
  useEffect(() => {
    void readSession();
    const timer = setInterval(() => void readSession(), RENEWAL_MS);
    return () => clearInterval(timer);
  }, []);
}
