// A field for one file.
import { DocumentText } from "@medusajs/icons"
import { Button, Text } from "@medusajs/ui"
import { useRef } from "react"
import { useTexts } from "../../hooks/use-texts"
import { Field } from "./field"

interface FileFieldProps {
  label: string
  hint?: string
  error?: string
  accept: string
  file: File | null
  onChange: (file: File | null) => void
}

export function FileField({ accept, file, onChange, ...field }: FileFieldProps) {
  const { t } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  return (
    <Field {...field}>
      {(control) => (
        <div
          className="border-ui-border-strong bg-ui-bg-component flex items-center gap-x-3 rounded-lg border border-dashed px-4 py-3"
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault()
            onChange(event.dataTransfer.files[0] ?? null)
          }}
        >
          <input
            {...control}
            ref={input}
            type="file"
            accept={accept}
            className="sr-only"
            onChange={(event) => onChange(event.target.files?.[0] ?? null)}
          />
          <DocumentText className="text-ui-fg-muted shrink-0" />
          <Text size="small" className="text-ui-fg-subtle min-w-0 flex-1 truncate">
            {file ? file.name : t("file.none")}
          </Text>
          <Button size="small" variant="secondary" type="button" onClick={() => input.current?.click()}>
            {t("file.choose")}
          </Button>
        </div>
      )}
    </Field>
  )
}
