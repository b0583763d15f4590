// A drawer with a form in it: title, what is wrong with the whole, fields, and its two buttons.
import { Alert, Button, Drawer } from "@medusajs/ui"
import type { FormEvent, ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"
import { keepOpenForLists } from "../../lib/focus"
import { CloseButton } from "../shell/close-button"

interface FormDrawerProps {
  title: string
  hint?: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** A sentence about the whole form, not one of its fields. */
  failure?: string | null
  submit: string
  isSending: boolean
  onSubmit: (form: HTMLFormElement) => void
  children: ReactNode
}

export function FormDrawer(props: FormDrawerProps) {
  const { t } = useTexts()
  const { title, hint, isOpen, onOpenChange, failure, submit, isSending, onSubmit, children } = props
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isSending) {
      onSubmit(event.currentTarget)
    }
  }
  return (
    <Drawer open={isOpen} onOpenChange={onOpenChange}>
      <Drawer.Content {...(hint ? {} : { "aria-describedby": undefined })} onEscapeKeyDown={keepOpenForLists}>
        <div className="flex items-start justify-between gap-x-4 border-b px-6 py-4">
          <div className="flex flex-col gap-y-1">
            <Drawer.Title>{title}</Drawer.Title>
            {hint && (
              <Drawer.Description className="text-ui-fg-subtle txt-small text-pretty">{hint}</Drawer.Description>
            )}
          </div>
          <Drawer.Close asChild>
            <CloseButton />
          </Drawer.Close>
        </div>
        <form noValidate onSubmit={send} className="flex flex-1 flex-col overflow-hidden">
          <Drawer.Body className="flex flex-1 flex-col gap-y-5 overflow-y-auto">
            {failure && (
              <Alert variant="error" role="alert">
                {failure}
              </Alert>
            )}
            {children}
          </Drawer.Body>
          <Drawer.Footer>
            <Drawer.Close asChild>
              <Button size="small" variant="secondary" type="button">
                {t("common.cancel")}
              </Button>
            </Drawer.Close>
            <Button size="small" type="submit" isLoading={isSending}>
              {submit}
            </Button>
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}
