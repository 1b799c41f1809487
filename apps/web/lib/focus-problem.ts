/** After a form was found wanting, and once that is drawn: puts the focus on the first field with a problem. */
export function focusProblem(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
