// The list of options under a search box; the box keeps the keyboard.
import { CheckMini } from "@medusajs/icons"
import { Skeleton, clx } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { Named } from "../../lib/records"

interface PickListProps {
  isOpen: boolean
  id: string
  label: string
  optionId: (index: number) => string
  records: Named[]
  /** The option that the keyboard is at. */
  at: number
  chosen: string[]
  /** How many there are beyond those shown. */
  more: number
  state: "loading" | "ready" | "failed"
  onHover: (index: number) => void
  onToggle: (id: string) => void
}

export function PickList({
  isOpen,
  id,
  label,
  optionId,
  records,
  at,
  chosen,
  more,
  state,
  onHover,
  onToggle,
}: PickListProps) {
  const { t } = useTexts()
  const note =
    state === "failed"
      ? t("common.failed")
      : records.length === 0
        ? t("common.noMatch")
        : more > 0
          ? t("pick.narrow", { count: more })
          : null
  return (
    <div
      // Hidden, not removed: a dialog that sees nodes go while the focus is on its way takes it back to its beginning.
      hidden={!isOpen}
      className="bg-ui-bg-component shadow-elevation-flyout absolute inset-x-0 top-full z-10 mt-1 overflow-hidden rounded-lg p-1"
    >
      <ul
        id={id}
        role="listbox"
        aria-label={label}
        aria-multiselectable
        // A list that scrolls is a stop of the Tab key otherwise, and closes under it.
        tabIndex={-1}
        className="max-h-56 overflow-y-auto"
      >
        {state === "loading" ? (
          <li role="presentation" className="p-2">
            <Skeleton className="h-5 w-full" />
          </li>
        ) : (
          records.map((record, index) => (
            <Option
              key={record.id}
              id={optionId(index)}
              record={record}
              isAt={index === at}
              isChosen={chosen.includes(record.id)}
              onHover={() => onHover(index)}
              onToggle={onToggle}
            />
          ))
        )}
      </ul>
      {state !== "loading" && note && (
        <div role="status" className="text-ui-fg-subtle txt-compact-xsmall px-2 py-1.5">
          {note}
        </div>
      )}
    </div>
  )
}

interface OptionProps {
  id: string
  record: Named
  isAt: boolean
  isChosen: boolean
  onHover: () => void
  onToggle: (id: string) => void
}

function Option({ id, record, isAt, isChosen, onHover, onToggle }: OptionProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      ref={(element) => {
        if (isAt) {
          element?.scrollIntoView({ block: "nearest" })
        }
      }}
      className={clx("txt-compact-small flex cursor-pointer items-center gap-x-2 rounded px-2 py-1.5", {
        "bg-ui-bg-component-hover": isAt,
      })}
      onMouseMove={onHover}
      // The search box keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onToggle(record.id)}
    >
      <span className="flex size-4 shrink-0 items-center justify-center">{isChosen && <CheckMini />}</span>
      <span className="truncate">{record.name}</span>
      {record.detail && <span className="text-ui-fg-subtle truncate">{record.detail}</span>}
    </li>
  )
}
