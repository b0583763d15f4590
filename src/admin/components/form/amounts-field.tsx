// An amount in each of the shop's currencies.
import { CurrencyInput } from "@medusajs/ui"
import { currencyDigits } from "../../../engine/money"
import { useCurrencies } from "../../hooks/use-currencies"
import { useTexts } from "../../hooks/use-texts"
import type { TypedAmounts } from "../../lib/typed"
import { Field } from "./field"

interface AmountsFieldProps {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  amounts: TypedAmounts
  onChange: (amounts: TypedAmounts) => void
}

export function AmountsField({ amounts, onChange, ...field }: AmountsFieldProps) {
  const { t, format } = useTexts()
  const { data: currencies = [] } = useCurrencies()
  // A currency that the shop has given up still shows the amount it has.
  const known = new Set(currencies.map(({ code }) => code))
  const others = Object.keys(amounts).filter((code) => !known.has(code))
  const shown = [...currencies, ...others.map((code) => ({ code, symbol: code.toUpperCase() }))]
  return (
    <Field {...field}>
      {(control) => (
        <div
          id={control.id}
          aria-describedby={control["aria-describedby"]}
          role="group"
          aria-label={field.label}
          className="grid gap-3 md:grid-cols-2"
        >
          {shown.map(({ code, symbol }) => (
            <CurrencyInput
              key={code}
              size="small"
              // The library's own grey is too faint to be read in the dark.
              className="[&_p]:text-ui-fg-subtle [&_span]:text-ui-fg-subtle"
              code={code.toUpperCase()}
              symbol={symbol}
              aria-label={t("form.amountIn", { what: field.label, currency: code.toUpperCase() })}
              aria-invalid={control["aria-invalid"]}
              allowNegativeValue={false}
              decimalsLimit={currencyDigits(code)}
              allowDecimals={currencyDigits(code) > 0}
              // The reader's own decimal sign is shown, and either one can be typed.
              decimalSeparator={format.decimalSign}
              groupSeparator={format.decimalSign === "," ? "." : ","}
              disableGroupSeparators
              transformRawValue={(raw) => raw.replace(/[.,]/g, format.decimalSign)}
              value={(amounts[code] ?? "").replace(/[.,]/, format.decimalSign)}
              onValueChange={(typed) => onChange({ ...amounts, [code]: typed ?? "" })}
            />
          ))}
        </div>
      )}
    </Field>
  )
}
