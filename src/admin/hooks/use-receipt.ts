// The receipt of an order, as a file.
import { useMutation } from "@tanstack/react-query"
import { saveFile } from "../lib/save-file"

/** Saves the PDF of an order's receipt, by the order's id. */
export function useReceipt() {
  return useMutation({
    mutationFn: (order_id: string) =>
      saveFile(`/admin/orders/${order_id}/receipt.pdf`, `receipt-${order_id}.pdf`, {}, "application/pdf"),
  })
}
