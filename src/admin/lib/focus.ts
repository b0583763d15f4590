// Where the keyboard goes after a form was refused.

/** Focuses the first field with an error, once the errors are drawn. */
export function focusFirstInvalid(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
