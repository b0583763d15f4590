// The "…" menu of a row or a page: named for screen readers, dangerous actions last and apart.
import { EllipsisHorizontal } from "@medusajs/icons"
import { DropdownMenu, IconButton } from "@medusajs/ui"
import type { ReactNode } from "react"

export interface MenuAction {
  label: string
  icon?: ReactNode
  onSelect: () => void
}

interface RowMenuProps {
  /** Whose actions these are. */
  label: string
  /** Groups are divided by a line; empty ones are left out. */
  groups: MenuAction[][]
}

export function RowMenu({ label, groups }: RowMenuProps) {
  const filled = groups.filter(({ length }) => length > 0)
  if (filled.length === 0) return null
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" variant="transparent" aria-label={label}>
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end">
        {filled.map((actions, index) => (
          <DropdownMenu.Group key={actions[0]?.label}>
            {index > 0 && <DropdownMenu.Separator />}
            {actions.map((action) => (
              <DropdownMenu.Item key={action.label} className="gap-x-2" onSelect={action.onSelect}>
                {action.icon}
                {action.label}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Group>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
