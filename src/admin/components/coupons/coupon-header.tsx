// The head of a coupon's page: name, state, the promise in words, and everything that can be done with it.
import { ArchiveBox, Pause, PencilSquare, PlaySolid, SquareTwoStack, Trash } from "@medusajs/icons"
import { Button, Text, toast, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { useNavigate } from "react-router-dom"
import {
  useActivateCoupon,
  useCloneCoupon,
  useDeleteCoupon,
  useSwitchCoupon,
  useTimeZone,
} from "../../hooks/use-coupons"
import { useReport } from "../../hooks/use-report"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { ActionMenu, type Action } from "../shell/action-menu"
import { ArchiveCoupon } from "./archive-coupon"
import { StateBadge } from "../shell/badges"
import { EditCoupon } from "./edit-coupon"
import { Section } from "../shell/section"

export function CouponHeader({ coupon }: { coupon: Coupon }) {
  const { texts } = useTexts()
  const time_zone = useTimeZone()
  return (
    <Section level="h1" title={coupon.name} actions={<Actions coupon={coupon} />}>
      <div className="flex flex-col gap-y-1 px-6 py-4">
        {coupon.description && <Text className="text-ui-fg-subtle text-pretty">{coupon.description}</Text>}
        <Text className="text-pretty">{texts.promise(coupon).join(" ")}</Text>
        {coupon.status !== "archived" && (
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {texts.conditions(coupon, time_zone).join(" ")}
          </Text>
        )}
      </div>
    </Section>
  )
}

function Actions({ coupon }: { coupon: Coupon }) {
  const { t } = useTexts()
  const [open, setOpen] = useState<"edit" | "archive" | null>(null)
  const activate = useActivate(coupon)
  const switching = useSwitch(coupon)
  const clone = useClone(coupon)
  const remove = useDelete(coupon)
  const isArchived = coupon.status === "archived"
  const actions: Action[] = [
    ...(isArchived ? [] : [{ label: t("coupon.edit"), icon: <PencilSquare />, onClick: () => setOpen("edit") }]),
    ...(coupon.status === "active" ? [switching] : []),
    { label: t("coupon.clone"), icon: <SquareTwoStack />, onClick: clone },
    ...(isArchived
      ? []
      : [{ label: t("coupon.archive"), icon: <ArchiveBox />, isGrave: true, onClick: () => setOpen("archive") }]),
    ...(coupon.times_redeemed === 0
      ? [{ label: t("coupon.delete"), icon: <Trash />, isGrave: true, onClick: () => void remove() }]
      : []),
  ]
  const toggle = (name: "edit" | "archive") => (isOpen: boolean) => setOpen(isOpen ? name : null)
  return (
    <>
      <StateBadge state={coupon.state} />
      {coupon.status === "draft" && (
        <Button size="small" isLoading={activate.isPending} onClick={() => void activate.ask()}>
          {t("coupon.activate")}
        </Button>
      )}
      <ActionMenu label={t("coupon.actions")} actions={actions} />
      {!isArchived && (
        <>
          <EditCoupon coupon={coupon} isOpen={open === "edit"} onOpenChange={toggle("edit")} onClone={clone} />
          <ArchiveCoupon couponId={coupon.id} isOpen={open === "archive"} onOpenChange={toggle("archive")} />
        </>
      )}
    </>
  )
}

function useActivate({ id, name, starts_at }: Coupon) {
  const { t } = useTexts()
  const ask = usePrompt()
  const report = useReport()
  const activate = useActivateCoupon(id)
  return {
    isPending: activate.isPending,
    ask: async () => {
      const isSure = await ask({
        title: t("coupon.activateTitle", { name }),
        description: t(starts_at ? "coupon.activateLater" : "coupon.activateHint"),
        variant: "confirmation",
        confirmText: t("coupon.activate"),
        cancelText: t("common.cancel"),
      })
      if (isSure) {
        report(activate.mutateAsync(undefined), t("coupon.activated"))
      }
    },
  }
}

/** Off needs a yes, for customers notice; on again does not. */
function useSwitch({ id, name, state }: Coupon): Action {
  const { t } = useTexts()
  const ask = usePrompt()
  const report = useReport()
  const { mutateAsync: switchTo } = useSwitchCoupon(id)
  if (state === "paused") {
    const onClick = () => report(switchTo("resume"), t("coupon.resumed"))
    return { label: t("coupon.resume"), icon: <PlaySolid />, onClick }
  }
  const pause = async () => {
    const isSure = await ask({
      title: t("coupon.pauseTitle", { name }),
      description: t("coupon.pauseHint"),
      variant: "confirmation",
      confirmText: t("coupon.pause"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(switchTo("pause"), t("coupon.paused"))
    }
  }
  return { label: t("coupon.pause"), icon: <Pause />, onClick: () => void pause() }
}

/** The copy is a draft of its own, so nothing needs to be confirmed: its page opens. */
function useClone({ id }: Coupon) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const clone = useCloneCoupon(id)
  return () =>
    clone.mutate(undefined, {
      onSuccess: (copy) => {
        toast.success(t("coupon.cloned", { name: copy.name }))
        void navigate(`/coupons/${copy.id}`)
      },
      onError: (error) => toast.error(sentenceOf(error, t("common.failed"))),
    })
}

function useDelete({ id, name }: Coupon) {
  const { t } = useTexts()
  const ask = usePrompt()
  const navigate = useNavigate()
  const remove = useDeleteCoupon(id)
  return async () => {
    const isSure = await ask({
      title: t("coupon.deleteTitle", { name }),
      description: t("coupon.deleteHint"),
      confirmText: t("coupon.delete"),
      cancelText: t("common.cancel"),
    })
    if (!isSure) {
      return
    }
    try {
      await remove.mutateAsync()
      toast.success(t("coupon.deleted", { name }))
      void navigate("/coupons")
    } catch (error) {
      toast.error(sentenceOf(error, t("common.failed")))
    }
  }
}
