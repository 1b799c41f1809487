import { type ComponentType, lazy, type ReactNode } from "react";

/**
 * A part of the app whose script is loaded when it is wanted. `Lost` stands in for it where that fails: offline, or when
 * the server has been upgraded and names its scripts anew. It should offer to reload the page: React keeps what
 * came of the first try.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>, Lost: () => ReactNode) {
  return lazy(async () => ({ default: await load().catch((): ComponentType<Props> => Lost) }));
}

/** Whether what was thrown is the bundler's word that a script could not be loaded. */
export function isScriptLost(error: Error): boolean {
  return error.name === "ChunkLoadError";
}
