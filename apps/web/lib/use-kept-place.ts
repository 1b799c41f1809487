"use client";
import { useLayoutEffect, useRef } from "react";

const places = new Map<string, number>();

/** What a scrolled element needs to be found at its place when it is drawn anew; `name` is its own on this page. */
export function useKeptPlace(name: string) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    element.current?.scrollTo({ top: places.get(name) ?? 0, behavior: "instant" });
  }, [name]);
  return { ref: element, onScroll: () => places.set(name, element.current?.scrollTop ?? 0) };
}
