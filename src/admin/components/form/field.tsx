// A form field: label, control, hint and error, tied together for screen readers.
import { Hint, Label, Text } from "@medusajs/ui"
import { useId, type ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"

/** What a control needs to be named and described by its field. */
export interface ControlProps {
  id: string
  "aria-invalid": boolean
  "aria-describedby": string | undefined
}

interface FieldProps {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  children: (control: ControlProps) => ReactNode
}

export function Field({ label, hint, error, isOptional, children }: FieldProps) {
  const { t } = useTexts()
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div data-invalid={error !== undefined || undefined} className="flex flex-col gap-y-1.5">
      <div className="flex items-center gap-x-1">
        <Label htmlFor={id} size="small" weight="plus">
          {label}
        </Label>
        {isOptional && (
          <Text as="span" size="small" leading="compact" className="text-ui-fg-subtle">
            ({t("common.optional")})
          </Text>
        )}
      </div>
      {children({ id, "aria-invalid": error !== undefined, "aria-describedby": note ? noteId : undefined })}
      {note && (
        <Hint id={noteId} variant={error ? "error" : "info"} role={error ? "alert" : undefined}>
          {note}
        </Hint>
      )}
    </div>
  )
}
