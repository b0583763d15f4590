// A field that offers a few choices, each with a line that explains it.
import { RadioGroup } from "@medusajs/ui"
import { Field } from "./field"

export interface Choice<Value extends string> {
  value: Value
  label: string
  description: string
}

interface ChoiceFieldProps<Value extends string> {
  label: string
  hint?: string
  value: Value
  choices: Choice<Value>[]
  /** How many stand side by side where there is room; as many as there are unless given. */
  columns?: 1 | 2 | 3
  onChange: (value: Value) => void
}

const grids = { 1: "grid gap-3", 2: "grid gap-3 md:grid-cols-2", 3: "grid gap-3 md:grid-cols-3" }

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { value, choices, columns = choices.length > 2 ? 3 : 2, onChange, ...field } = props
  const choose = (chosen: string) => {
    const choice = choices.find((candidate) => candidate.value === chosen)
    if (choice) {
      onChange(choice.value)
    }
  }
  return (
    <Field {...field}>
      {(control) => (
        <RadioGroup
          id={control.id}
          aria-label={field.label}
          aria-describedby={control["aria-describedby"]}
          className={grids[columns]}
          value={value}
          onValueChange={choose}
        >
          {choices.map((choice) => (
            <RadioGroup.ChoiceBox key={choice.value} {...choice} />
          ))}
        </RadioGroup>
      )}
    </Field>
  )
}
