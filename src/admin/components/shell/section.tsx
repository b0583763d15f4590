// A titled box of a page, as everywhere in the Admin.
import { Container, Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

interface SectionProps {
  title: ReactNode
  subtitle?: string
  actions?: ReactNode
  level?: "h1" | "h2"
  children: ReactNode
}

export function Section({ title, subtitle, actions, level = "h2", children }: SectionProps) {
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
        <div className="min-w-0">
          <Heading level={level}>{title}</Heading>
          {subtitle && (
            <Text size="small" className="text-ui-fg-subtle text-pretty">
              {subtitle}
            </Text>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </Container>
  )
}

/** One line of facts: what it is, and its value. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="text-ui-fg-subtle grid grid-cols-2 items-start gap-4 px-6 py-3">
      <Text as="div" size="small" weight="plus" leading="compact">
        {label}
      </Text>
      <Text as="div" size="small" leading="compact" className="text-ui-fg-base text-pretty">
        {children}
      </Text>
    </div>
  )
}
