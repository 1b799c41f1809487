/** The page's main landmark, which what floats is put into: nothing stands outside of landmarks. */
export function findMain(): HTMLElement | null {
  return typeof document === "undefined" ? null : document.querySelector("main");
}
