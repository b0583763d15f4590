// What a list shows when there is nothing in it: why, and what to do.
import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"

export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-y-1 px-6 py-12 text-center">
      <Text size="small" leading="compact" weight="plus">
        {title}
      </Text>
      {hint && (
        <Text size="small" className="text-ui-fg-subtle max-w-md text-pretty">
          {hint}
        </Text>
      )}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
