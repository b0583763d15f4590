// The menu behind the three dots: what else can be done with a record.
import { EllipsisHorizontal } from "@medusajs/icons"
import { DropdownMenu, IconButton } from "@medusajs/ui"
import type { ReactNode } from "react"

export interface Action {
  label: string
  icon: ReactNode
  onClick: () => void
  /** It takes something away; such actions come last, behind a line. */
  isGrave?: boolean
}

interface ActionMenuProps {
  /** What the actions are about, for screen readers. */
  label: string
  actions: Action[]
}

export function ActionMenu({ label, actions }: ActionMenuProps) {
  const usual = actions.filter(({ isGrave }) => !isGrave)
  const grave = actions.filter(({ isGrave }) => isGrave)
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" variant="transparent" aria-label={label}>
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content>
        <Items actions={usual} />
        {usual.length > 0 && grave.length > 0 && <DropdownMenu.Separator />}
        <Items actions={grave} />
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}

function Items({ actions }: { actions: Action[] }) {
  return actions.map(({ label, icon, onClick }) => (
    <DropdownMenu.Item
      key={label}
      className="[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"
      onClick={(event) => {
        event.stopPropagation()
        onClick()
      }}
    >
      {icon}
      {label}
    </DropdownMenu.Item>
  ))
}
