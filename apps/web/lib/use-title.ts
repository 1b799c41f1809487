"use client";
import { useEffect } from "react";

/** Names the page in its tab and in the browser's history. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Hiroba` : "Hiroba";
  }, [title]);
}
