// A filter of a list: a button that says what is chosen, and a menu to choose from, any number of them.
import { ChevronDownMini } from "@medusajs/icons"
import { Button, DropdownMenu } from "@medusajs/ui"
import { useEffect, useState } from "react"
import { useTexts } from "../../hooks/use-texts"

interface ChoiceFilterProps {
  label: string
  /** Chosen values, separated by commas; "" is all of them. */
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

export function ChoiceFilter({ label, value, options, onChange }: ChoiceFilterProps) {
  const { t } = useTexts()
  // Kept here as well: a second choice comes before the list has followed the first one.
  const [choice, setChoice] = useState(value)
  useEffect(() => setChoice(value), [value])
  const chosen = choice === "" ? [] : choice.split(",")
  const names = options.filter((option) => chosen.includes(option.value)).map((option) => option.label)
  const choose = (next: string) => {
    setChoice(next)
    onChange(next)
  }
  const toggle = (toggled: string) =>
    choose(
      options
        .map((option) => option.value)
        .filter((other) => (other === toggled ? !chosen.includes(other) : chosen.includes(other)))
        .join(","),
    )
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <Button size="small" variant="secondary" className="font-normal">
          <span className="text-ui-fg-subtle">{label}</span>
          {names.length > 0 && <span className="font-medium">{names.join(", ")}</span>}
          <ChevronDownMini className="text-ui-fg-muted" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="start">
        {options.map((option) => (
          <DropdownMenu.CheckboxItem
            key={option.value}
            checked={chosen.includes(option.value)}
            // The menu stays open, so that several can be chosen.
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() => toggle(option.value)}
          >
            {option.label}
          </DropdownMenu.CheckboxItem>
        ))}
        {chosen.length > 0 && (
          <>
            <DropdownMenu.Separator />
            <DropdownMenu.Item onClick={() => choose("")}>{t("common.clear")}</DropdownMenu.Item>
          </>
        )}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
