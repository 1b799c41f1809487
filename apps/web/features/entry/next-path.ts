/**
 * Where to go after signing in: the path asked for if it is one of this server's own, else the start. An address of
 * somebody else's would make our sign-in page lead people to theirs.
 */
export function toOwnPath(next: string | null): string {
  const here = "http://here.invalid";
  if (!next?.startsWith("/") || !URL.canParse(next, here)) return "/";
  const url = new URL(next, here);
  // A path may turn into `//host` only once its dots are resolved, as in `/.//host`.
  if (url.origin !== here || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}
