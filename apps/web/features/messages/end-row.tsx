import { useEffect, useRef } from "react";
import { useLatest } from "@/lib/use-latest";

/** Below the newest message; tells whether it is in sight. */
export function EndRow({ onSeen }: { onSeen: (seen: boolean) => void }) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useLatest(onSeen);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(([entry]) => latest.current(entry?.isIntersecting ?? false));
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      latest.current(false);
    };
  }, [latest]);
  return <div ref={element} className="h-4" />;
}
