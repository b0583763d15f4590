// The cross that closes a dialog, with a name for screen readers: the library's own has none.
import { XMark } from "@medusajs/icons"
import { IconButton } from "@medusajs/ui"
import type { ComponentProps } from "react"
import { useTexts } from "../../hooks/use-texts"

/** Hand it to a dialog's `Close` with `asChild`. */
export function CloseButton(props: ComponentProps<typeof IconButton>) {
  const { t } = useTexts()
  return (
    <IconButton {...props} size="small" type="button" variant="transparent" aria-label={t("common.close")}>
      <XMark />
    </IconButton>
  )
}
