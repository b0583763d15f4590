// Where the keyboard goes after a form was refused, and what Escape closes first.

const focusable = "input:not([disabled]), textarea:not([disabled]), [role=spinbutton], button:not([disabled])"

/** Focuses the first field with an error, once the errors are drawn. */
export function focusFirstInvalid(form: HTMLElement): void {
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[data-invalid="true"]')
    const control =
      field?.querySelector<HTMLElement>('input[aria-invalid="true"]') ?? field?.querySelector<HTMLElement>(focusable)
    control?.focus()
  })
}

/** Focuses the step that a form has gone to, once it is drawn, unless one of its fields has taken the focus itself. */
export function focusStep(form: HTMLElement): void {
  requestAnimationFrame(() => {
    const panel = form.querySelector<HTMLElement>("[role=tabpanel]")
    if (!panel?.contains(document.activeElement)) {
      panel?.focus()
    }
  })
}

/** Escape closes an open list of options before the dialog it is in. */
export function keepOpenForLists(event: { preventDefault(): void }): void {
  const { activeElement } = document
  const isList = activeElement?.getAttribute("role") === "combobox"
  if (isList && activeElement?.getAttribute("aria-expanded") === "true") {
    event.preventDefault()
  }
}
