// A titled group of fields, and the lock over fields that a redeemed coupon keeps.
import { LockClosedSolidMini } from "@medusajs/icons"
import { Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"

interface GroupProps {
  title: string
  hint?: string
  children: ReactNode
}

export function Group({ title, hint, children }: GroupProps) {
  return (
    <section className="flex flex-col gap-y-5">
      <div>
        <Heading level="h2">{title}</Heading>
        {hint && (
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {hint}
          </Text>
        )}
      </div>
      {children}
    </section>
  )
}

/** Disables every control inside and says why (rule 34); without a lock the fields are simply shown. */
export function Lockable({ isLocked, children }: { isLocked: boolean; children: ReactNode }) {
  const { t } = useTexts()
  if (!isLocked) {
    return <>{children}</>
  }
  return (
    <fieldset disabled className="border-ui-border-base flex flex-col gap-y-5 rounded-lg border p-4">
      <legend className="text-ui-fg-subtle txt-compact-small flex items-center gap-x-1.5 px-1.5">
        <LockClosedSolidMini aria-hidden />
        {t("edit.locked")}
      </legend>
      {children}
    </fieldset>
  )
}
