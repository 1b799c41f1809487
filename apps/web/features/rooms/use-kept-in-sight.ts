import { type RefObject, useEffect, useRef } from "react";

/** Brings an element of a long list into sight whenever it becomes the chosen one: keys and links choose from afar. */
export function useKeptInSight<Element extends HTMLElement>(chosen: boolean): RefObject<Element | null> {
  const element = useRef<Element>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return element;
}
