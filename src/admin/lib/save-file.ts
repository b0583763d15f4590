// Saves a file that only a logged-in admin may fetch: a plain link would carry no token where the dashboard uses one.
import { sdk } from "./sdk"

type FileType = "text/csv" | "application/pdf"

/** Fetches `path` and hands it to the browser as a download called `name`. Throws what the request throws. */
export async function saveFile(
  path: string,
  name: string,
  query: Record<string, unknown> = {},
  accept: FileType = "text/csv",
): Promise<void> {
  const response = await sdk.client.fetch<Response>(path, { headers: { accept }, query })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
