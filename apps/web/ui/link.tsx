"use client";
import type { ComponentProps, MouseEvent } from "react";
import { navigate } from "@/lib/navigation";

type LinkProps = ComponentProps<"a"> & { href: string; replace?: boolean };

/** A link within the app, followed at once and without the server. New tabs and windows work as everywhere. */
export function Link({ href, replace = false, onClick, ...rest }: LinkProps) {
  const handleClick = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    navigate(href, { replace });
  };
  return <a href={href} onClick={handleClick} {...rest} />;
}
