// Functions that run in the page: they know nothing outside themselves, and of the DOM only what is written here.

interface Row {
  cells: Iterable<{ innerText: string }>
}

interface Table {
  tHead: { rows: Row[] }
  tBodies: { rows: Iterable<Row> }[]
}

/** The rows of a table's body, as texts by column header. */
export function readTable({ tHead, tBodies }: Table): Record<string, string>[] {
  const texts = (row: Row | undefined) => [...(row?.cells ?? [])].map(({ innerText }) => innerText.trim())
  const headers = texts(tHead.rows[0])
  return [...(tBodies[0]?.rows ?? [])].map((row) =>
    Object.fromEntries(texts(row).map((text, index) => [headers[index] ?? "", text])),
  )
}

/** Whether the keyboard writes into this element. */
export function hasFocus(element: { ownerDocument: { activeElement: unknown } }): boolean {
  return element === element.ownerDocument.activeElement
}

interface Element {
  closest(selector: string): Element | null
  setAttribute(name: string, value: string): void
}

/** Marks the box around a heading with `data-ours`; throws where it is in none. */
export function markBox(heading: Element): void {
  const box = heading.closest("[role=dialog], .shadow-elevation-card-rest")
  if (!box) {
    throw new Error("This heading is in no box.")
  }
  box.setAttribute("data-ours", "")
}

interface Box {
  getBoundingClientRect(): { top: number }
}

/** Scrolls the Admin's page, and nothing around it, until the element stands at its top. */
export function toTheTop(element: Box & { closest(selector: string): (Box & { scrollTop: number }) | null }): void {
  const page = element.closest("main")
  const ABOVE = 40
  if (page) {
    page.scrollTop += element.getBoundingClientRect().top - page.getBoundingClientRect().top - ABOVE
  }
}
