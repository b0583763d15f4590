// Fields that few need: behind a line that opens them.
import { ChevronDownMini, ChevronRightMini } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { useId, useState, type ReactNode } from "react"

interface CollapsibleProps {
  title: string
  hint: string
  /** Something inside needs attention: it is open whatever was chosen. */
  isNeeded?: boolean
  children: ReactNode
}

export function Collapsible({ title, hint, isNeeded = false, children }: CollapsibleProps) {
  const [isOpened, setIsOpened] = useState(false)
  const id = useId()
  const isOpen = isOpened || isNeeded
  return (
    <section className="border-ui-border-base flex flex-col gap-y-5 border-t pt-4">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        className="focus-visible:shadow-borders-focus flex items-start gap-x-1.5 rounded-md text-left outline-none"
        onClick={() => setIsOpened(!isOpened)}
      >
        <span className="text-ui-fg-muted mt-0.5">{isOpen ? <ChevronDownMini /> : <ChevronRightMini />}</span>
        <span className="flex flex-col">
          <Text as="span" size="small" weight="plus">
            {title}
          </Text>
          <Text as="span" size="small" className="text-ui-fg-subtle text-pretty">
            {hint}
          </Text>
        </span>
      </button>
      <div id={id} hidden={!isOpen} className={isOpen ? "flex flex-col gap-y-5" : undefined}>
        {isOpen && children}
      </div>
    </section>
  )
}
