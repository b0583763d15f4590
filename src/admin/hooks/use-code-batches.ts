// Code batches of one coupon: list with progress, create, import, top up, retry, archive, download.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { CodeBatch, ImportReport, Page } from "../lib/api-types"
import type { BatchGateRequest, CreateBatchRequest } from "../lib/batch-form"
import { sdk } from "../lib/sdk"
import { saveFile } from "../lib/save-file"
import { keys } from "./keys"

export const batchesPerPage = 5

type Batches = Page & { code_batches: CodeBatch[] }

/** True while codes are still to come. */
export const isBeingFilled = ({ status, archived_at }: CodeBatch): boolean =>
  archived_at === null && (status === "pending" || status === "filling")

/** One page of a coupon's batches, asked again every second while one of them is being filled. */
export function useCodeBatches(couponId: string, offset: number) {
  const client = useQueryClient()
  return useQuery({
    queryKey: keys.codeBatches(couponId, offset),
    queryFn: async () => {
      const key = keys.codeBatches(couponId, offset)
      const before = client.getQueryData<Batches>(key)
      const query = { limit: batchesPerPage, offset }
      const now = await sdk.client.fetch<Batches>(`/admin/coupons/${couponId}/code-batches`, { query })
      // The list of codes does not ask by itself: it is told when a batch is done.
      if (before?.code_batches.some(isBeingFilled) && !now.code_batches.some(isBeingFilled)) {
        void client.invalidateQueries({ queryKey: keys.promoCodes(couponId, {}).slice(0, -1) })
      }
      return now
    },
    refetchInterval: ({ state }) => (state.data?.code_batches.some(isBeingFilled) ? 1000 : false),
    placeholderData: keepPreviousData,
  })
}

function useChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: keys.all }) })
}

const post = (path: string, body: object = {}) =>
  sdk.client.fetch<{ code_batch: CodeBatch }>(`/admin${path}`, { method: "POST", body })

/** Asks for many codes; they are made in the background. */
export const useCreateCodeBatch = (couponId: string) =>
  useChange((body: CreateBatchRequest) => post(`/coupons/${couponId}/code-batches`, body))

/** More codes of the same kind. */
export const useTopUpCodeBatch = (id: string) =>
  useChange((quantity: number) => post(`/code-batches/${id}/top-up`, { quantity }))

/** Tries a failed batch once more. */
export const useRetryCodeBatch = (id: string) => useChange(() => post(`/code-batches/${id}/retry`))

/** No more codes, and none of those it has can be redeemed. */
export const useArchiveCodeBatch = (id: string) => useChange(() => post(`/code-batches/${id}/archive`))

interface Import {
  file: File
  gate: BatchGateRequest
}

/** Sends a file of own codes; answers how many were taken and which rows were not. */
export const useImportCodes = (couponId: string) =>
  useChange(({ file, gate }: Import) =>
    sdk.client.fetch<{ code_batch: CodeBatch; report: ImportReport }>(
      `/admin/coupons/${couponId}/code-batches/import`,
      {
        method: "POST",
        headers: { "content-type": "text/csv" },
        query: { ...gate, max_redemptions: gate.max_redemptions ?? "null" },
        body: file,
      },
    ),
  )

/** Saves all codes of a batch as a CSV file. */
export const downloadCodes = (batch: CodeBatch): Promise<void> =>
  saveFile(`/admin/code-batches/${batch.id}/codes.csv`, `${batch.prefix || "codes-"}${batch.id}.csv`)
