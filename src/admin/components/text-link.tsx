// A link inside a table or a line of facts.
import type { ReactNode } from "react"
import { Link } from "react-router-dom"

interface TextLinkProps {
  to: string
  children: ReactNode
  /** Said by screen readers where the visible text does not say where it leads. */
  label?: string
}

export function TextLink({ to, children, label }: TextLinkProps) {
  return (
    <Link
      to={to}
      aria-label={label}
      className="text-ui-fg-interactive hover:text-ui-fg-interactive-hover focus-visible:shadow-borders-focus txt-compact-small-plus rounded-sm outline-none"
    >
      {children}
    </Link>
  )
}
