// The sums of the range: redemptions, and the money of each currency; the one that is pressed is drawn.
import { Text, clx } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { Figures } from "../../lib/api-types"

interface TotalsProps {
  totals: Figures
  /** The chosen currency; null is the count of redemptions. */
  chosen: string | null
  onChoose: (currency_code: string | null) => void
}

export function Totals({ totals, chosen, onChoose }: TotalsProps) {
  const { t, format } = useTexts()
  return (
    <div role="group" aria-label={t("usage.measure")} className="flex flex-wrap gap-3">
      <Total
        label={t("usage.redemptions")}
        value={format.number(totals.redemptions)}
        isChosen={chosen === null}
        onChoose={() => onChoose(null)}
      />
      {totals.amounts.map(({ currency_code, amount }) => (
        <Total
          key={currency_code}
          label={t("usage.money", { currency: currency_code.toUpperCase() })}
          value={format.money(amount, currency_code)}
          isChosen={chosen === currency_code}
          onChoose={() => onChoose(currency_code)}
        />
      ))}
    </div>
  )
}

interface TotalProps {
  label: string
  value: string
  isChosen: boolean
  onChoose: () => void
}

function Total({ label, value, isChosen, onChoose }: TotalProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={clx(
        "focus-visible:shadow-borders-focus flex min-w-36 flex-col rounded-lg border px-4 py-2 text-left outline-none",
        isChosen
          ? "border-ui-border-interactive bg-ui-bg-highlight"
          : "border-ui-border-base bg-ui-bg-component hover:bg-ui-bg-component-hover",
      )}
    >
      <Text as="span" size="xsmall" className="text-ui-fg-subtle">
        {label}
      </Text>
      <Text as="span" size="large" weight="plus" className="tabular-nums">
        {value}
      </Text>
    </button>
  )
}
