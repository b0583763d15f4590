// A link inside a table or a line of facts.
import { clx } from "@medusajs/ui"
import type { ReactNode } from "react"
import { Link } from "react-router-dom"

interface TextLinkProps {
  to: string
  children: ReactNode
  /** Said by screen readers where the visible text does not say where it leads. */
  label?: string
  /** Leads to something that is over. */
  isQuiet?: boolean
}

export function TextLink({ to, children, label, isQuiet = false }: TextLinkProps) {
  return (
    <Link
      to={to}
      aria-label={label}
      className={clx(
        "focus-visible:shadow-borders-focus txt-compact-small-plus rounded-sm outline-none",
        isQuiet
          ? "text-ui-fg-subtle hover:text-ui-fg-base"
          : // The lighter blue of core's links is too pale to be read by everybody.
            "text-ui-fg-interactive-hover hover:underline",
      )}
    >
      {children}
    </Link>
  )
}
