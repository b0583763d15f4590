// Metadata as rows of key and value. Values that are no texts are shown as JSON and kept as they are until they are changed.
import type { Metadata } from "./api-types"

export interface MetadataRow {
  key: string
  value: string
  /** What is stored under the key, until `value` is typed over. */
  stored?: unknown
}

const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))

export const rowsOfMetadata = (metadata: Metadata): MetadataRow[] =>
  Object.entries(metadata).map(([key, stored]) => ({ key, value: shown(stored), stored }))

/** Rows without a key are left out; of two rows with one key the later counts. */
export const metadataOfRows = (rows: MetadataRow[]): Metadata =>
  Object.fromEntries(
    rows
      .filter(({ key }) => key.trim() !== "")
      .map(({ key, value, stored }) => [key.trim(), stored !== undefined && shown(stored) === value ? stored : value]),
  )
