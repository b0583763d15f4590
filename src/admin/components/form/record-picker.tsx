// Picks records of one kind: a search box with a list under it, and what was picked as chips that can be taken out.
import { XMarkMini } from "@medusajs/icons"
import { Input, Text } from "@medusajs/ui"
import { useId, useRef, useState, type KeyboardEvent } from "react"
import { offered, useRecords, useRecordsById } from "../../hooks/use-records"
import { useTyped } from "../../hooks/use-typed"
import { useTexts } from "../../hooks/use-texts"
import type { Named, RecordKind } from "../../lib/records"
import { Field, type ControlProps } from "./field"
import { PickList } from "./pick-list"

interface RecordPickerProps {
  kind: RecordKind
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  ids: string[]
  onChange: (ids: string[]) => void
}

export function RecordPicker({ kind, ids, onChange, ...field }: RecordPickerProps) {
  const remove = (id: string) => onChange(ids.filter((other) => other !== id))
  const toggle = (id: string) => (ids.includes(id) ? remove(id) : onChange([...ids, id]))
  return (
    <Field {...field}>
      {(control) => (
        <>
          <SearchBox
            kind={kind}
            control={control}
            ids={ids}
            onToggle={toggle}
            onRemoveLast={() => onChange(ids.slice(0, -1))}
          />
          <Chips kind={kind} ids={ids} onRemove={remove} />
        </>
      )}
    </Field>
  )
}

interface SearchBoxProps {
  kind: RecordKind
  control: ControlProps
  ids: string[]
  onToggle: (id: string) => void
  onRemoveLast: () => void
}

function SearchBox({ kind, control, ids, onToggle, onRemoveLast }: SearchBoxProps) {
  const { t } = useTexts()
  const listId = useId()
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const { typed, debounced, setTyped } = useTyped()
  const [at, setAt] = useState(0)
  const { data, isError, isFetching } = useRecords(kind, debounced, isOpen)
  const records = data?.records ?? []
  const optionId = (index: number) => `${listId}-${index}`

  const move = (by: number) => {
    setIsOpen(true)
    if (records.length > 0) {
      setAt((at + by + records.length) % records.length)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = records[at]
    if (event.key === "ArrowDown") {
      move(isOpen ? 1 : 0)
    } else if (event.key === "ArrowUp") {
      move(-1)
    } else if (event.key === "Enter" && isOpen && chosen) {
      onToggle(chosen.id)
    } else if (event.key === "Escape" && isOpen) {
      setIsOpen(false)
    } else if (event.key === "Backspace" && typed === "" && ids.length > 0) {
      return onRemoveLast()
    } else {
      return
    }
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      className="relative"
      // Only once the focus has arrived: a list that goes in between makes the dialog take the focus back.
      onBlur={() =>
        setTimeout(() => {
          if (!box.current?.contains(document.activeElement)) {
            setIsOpen(false)
          }
        })
      }
    >
      <Input
        {...control}
        type="search"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && records[at] ? optionId(at) : undefined}
        autoComplete="off"
        size="small"
        placeholder={t("pick.search")}
        value={typed}
        onFocus={() => setIsOpen(true)}
        onClick={() => setIsOpen(true)}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
          setIsOpen(true)
        }}
      />
      <PickList
        isOpen={isOpen}
        id={listId}
        label={t("pick.options")}
        optionId={optionId}
        records={records}
        at={at}
        chosen={ids}
        more={Math.max(0, (data?.count ?? 0) - offered)}
        state={isError ? "failed" : data === undefined || (isFetching && records.length === 0) ? "loading" : "ready"}
        onHover={setAt}
        onToggle={onToggle}
      />
    </div>
  )
}

/** More chips than this would bury the form. */
const mostChips = 20

function Chips({ kind, ids, onRemove }: { kind: RecordKind; ids: string[]; onRemove: (id: string) => void }) {
  const { t } = useTexts()
  const { data } = useRecordsById(kind, ids)
  if (ids.length === 0) {
    return null
  }
  return (
    <ul className="flex flex-wrap items-center gap-1.5">
      {ids.slice(0, mostChips).map((id) => (
        <Chip
          key={id}
          record={data?.get(id) ?? { id, name: data ? t("pick.missing", { id }) : id }}
          onRemove={onRemove}
        />
      ))}
      {ids.length > mostChips && (
        <li>
          <Text size="small" className="text-ui-fg-subtle">
            {t("pick.more", { count: ids.length - mostChips })}
          </Text>
        </li>
      )}
    </ul>
  )
}

function Chip({ record: { id, name, detail }, onRemove }: { record: Named; onRemove: (id: string) => void }) {
  const { t } = useTexts()
  return (
    <li className="bg-ui-tag-neutral-bg text-ui-tag-neutral-text border-ui-tag-neutral-border txt-compact-small flex max-w-full items-center rounded-md border">
      <span className="truncate py-0.5 pl-2" title={detail}>
        {name}
      </span>
      <button
        type="button"
        aria-label={t("pick.remove", { name })}
        className="text-ui-fg-muted hover:text-ui-fg-base focus-visible:shadow-borders-focus rounded-md p-1 outline-none"
        onClick={() => onRemove(id)}
      >
        <XMarkMini />
      </button>
    </li>
  )
}
