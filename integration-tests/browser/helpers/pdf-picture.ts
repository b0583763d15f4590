// Photographs the top of a PDF's first page, as Chromium shows it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout } from "node:timers/promises"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import type { Page } from "playwright-core"
import { ARGUMENTS, findChromium } from "./chromium"

/** The page fills the width; around it the viewer has a frame, which is cut off, as is its scrollbar. */
const VIEWPORT = { width: 765, height: 560 }
const CLIP = { x: 6, y: 4, width: 738, height: 552 }
const PATIENCE_MS = 60_000
const PAUSE_MS = 500
/** The viewer without a page is a picture of a quarter of it. */
const LEAST_BYTES = 10_000

/** Writes a PNG of 738 × 552. Playwright's own headless mode offers PDFs as downloads; Chromium's shows them. */
export async function photographPdf(pdf: Buffer, picture: string): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "pdf-picture-"))
  const file = path.join(directory, "document.pdf")
  writeFileSync(file, pdf)
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: false,
    args: [...ARGUMENTS, "--headless=new"],
  })
  try {
    const page = await browser.newPage({ viewport: VIEWPORT })
    await page.goto(`${pathToFileURL(file).href}#toolbar=0&navpanes=0&view=FitH`)
    writeFileSync(picture, await drawn(page))
  } finally {
    await browser.close()
    rmSync(directory, { recursive: true })
  }
}

/** The viewer does not say when it is done: a page that is drawn stays as it is. */
async function drawn(page: Page): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0)
  for (const begun = Date.now(); Date.now() - begun < PATIENCE_MS;) {
    const now = await page.screenshot({ clip: CLIP })
    if (now.length > LEAST_BYTES && now.equals(last)) {
      return now
    }
    last = now
    await setTimeout(PAUSE_MS)
  }
  throw new Error(`The PDF was not shown within ${PATIENCE_MS} ms.`)
}
