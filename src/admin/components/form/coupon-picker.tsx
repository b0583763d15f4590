// Choosing one coupon: a search, and what it finds as choices that say what each one gives.
import { Input, RadioGroup, Skeleton, Text } from "@medusajs/ui"
import { choicesShown, useCouponChoice } from "../../hooks/use-discounts"
import { useTyped } from "../../hooks/use-typed"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon } from "../../lib/api-types"
import { Field } from "./field"

interface CouponPickerProps {
  value: string
  error?: string
  /** Coupons that make no sense here are left out. */
  isUseful?: (coupon: Coupon) => boolean
  hint?: string
  onChange: (coupon_id: string) => void
}

export function CouponPicker({ value, error, hint, isUseful = () => true, onChange }: CouponPickerProps) {
  const { t } = useTexts()
  const { typed, debounced: q, setTyped } = useTyped()
  const { data, isError } = useCouponChoice(q)
  const coupons = data?.coupons.filter(isUseful)
  return (
    <Field label={t("apply.coupon")} hint={hint} error={error}>
      {(control) => (
        <div className="flex flex-col gap-y-2">
          <Input
            {...control}
            type="search"
            size="small"
            placeholder={t("apply.searchCoupons")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          {!coupons && !isError && <Skeleton className="h-16 w-full" role="status" aria-label={t("common.loading")} />}
          {isError && (
            <Text size="small" role="alert">
              {t("common.failed")}
            </Text>
          )}
          {coupons?.length === 0 && (
            <Text size="small" className="text-ui-fg-subtle">
              {t(q ? "common.noMatch" : "apply.noCoupons")}
            </Text>
          )}
          {coupons && coupons.length > 0 && <Choices coupons={coupons} value={value} onChange={onChange} />}
          {data && data.count > choicesShown && (
            <Text size="xsmall" className="text-ui-fg-subtle">
              {t("apply.moreCoupons", { shown: choicesShown, count: data.count })}
            </Text>
          )}
        </div>
      )}
    </Field>
  )
}

function Choices({ coupons, value, onChange }: Pick<CouponPickerProps, "value" | "onChange"> & { coupons: Coupon[] }) {
  const { t, texts } = useTexts()
  return (
    <RadioGroup
      aria-label={t("apply.coupon")}
      value={value}
      onValueChange={onChange}
      className="flex max-h-72 flex-col gap-y-2 overflow-y-auto p-px"
    >
      {coupons.map((coupon) => (
        <RadioGroup.ChoiceBox
          key={coupon.id}
          value={coupon.id}
          label={coupon.name}
          description={`${texts.value(coupon)} · ${texts.duration(coupon)}`}
        />
      ))}
    </RadioGroup>
  )
}
