// Free keys and values for the shop's own code.
import { Trash } from "@medusajs/icons"
import { Button, IconButton, Input } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { MetadataRow } from "../../lib/metadata-form"
import { Field } from "./field"

interface MetadataFieldProps {
  rows: MetadataRow[]
  onChange: (rows: MetadataRow[]) => void
}

export function MetadataField({ rows, onChange }: MetadataFieldProps) {
  const { t } = useTexts()
  const change = (index: number, changed: Partial<MetadataRow>) =>
    onChange(rows.map((row, other) => (other === index ? { ...row, ...changed } : row)))
  return (
    <Field label={t("metadata.title")} hint={t("metadata.hint")} isOptional>
      {(control) => (
        <div
          id={control.id}
          role="group"
          aria-label={t("metadata.title")}
          aria-describedby={control["aria-describedby"]}
          className="flex flex-col gap-y-2"
        >
          {rows.map((row, index) => (
            <div key={index} className="flex items-center gap-x-2">
              <Input
                size="small"
                aria-label={t("metadata.key", { row: index + 1 })}
                placeholder={t("metadata.keyName")}
                value={row.key}
                onChange={(event) => change(index, { key: event.target.value })}
              />
              <Input
                size="small"
                aria-label={t("metadata.value", { row: index + 1 })}
                placeholder={t("metadata.valueName")}
                value={row.value}
                onChange={(event) => change(index, { value: event.target.value })}
              />
              <IconButton
                size="small"
                variant="transparent"
                type="button"
                aria-label={t("metadata.remove", { row: index + 1 })}
                onClick={() => onChange(rows.filter((_, other) => other !== index))}
              >
                <Trash />
              </IconButton>
            </div>
          ))}
          <Button
            size="small"
            variant="secondary"
            type="button"
            className="w-fit"
            onClick={() => onChange([...rows, { key: "", value: "" }])}
          >
            {t("metadata.add")}
          </Button>
        </div>
      )}
    </Field>
  )
}
