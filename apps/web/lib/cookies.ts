const YEAR_SECONDS = 31_536_000;

/** Keeps a choice of this browser where the server sees it before the first paint; null forgets it. */
export function rememberChoice(name: string, value: string | null): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on plain http.
  document.cookie = `${name}=${value ?? ""}; path=/; max-age=${value ? YEAR_SECONDS : 0}; samesite=lax`;
}
