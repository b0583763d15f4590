// A switch with a name and a line that says what it does.
import { Label, Switch, Text } from "@medusajs/ui"
import { useId } from "react"

interface SwitchFieldProps {
  label: string
  hint: string
  isOn: boolean
  onChange: (isOn: boolean) => void
}

export function SwitchField({ label, hint, isOn, onChange }: SwitchFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-x-3">
      <Switch
        id={id}
        size="small"
        className="mt-0.5"
        aria-describedby={`${id}-hint`}
        checked={isOn}
        onCheckedChange={onChange}
      />
      <div className="flex flex-col">
        <Label htmlFor={id} size="small" weight="plus">
          {label}
        </Label>
        <Text id={`${id}-hint`} size="small" className="text-ui-fg-subtle text-pretty">
          {hint}
        </Text>
      </div>
    </div>
  )
}
