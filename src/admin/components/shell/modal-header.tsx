// The head of a full-screen form: the cross that closes it, with a name, and the key that does.
import { FocusModal, Kbd } from "@medusajs/ui"
import { CloseButton } from "./close-button"

export function ModalHeader() {
  return (
    <div className="flex items-center gap-x-2 border-b px-4 py-2">
      <FocusModal.Close asChild>
        <CloseButton />
      </FocusModal.Close>
      <Kbd>esc</Kbd>
    </div>
  )
}
