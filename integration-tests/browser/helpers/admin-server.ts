// Serves a built Admin at /app, as Medusa does in production, and hands everything else to the shop: one origin.
import { createReadStream, existsSync, statSync } from "node:fs"
import { createServer, request } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
}

export interface AdminServer {
  base_url: string
  stop(): Promise<void>
}

/**
 * Starts the server on a free port of loopback.
 * @param directory where the built Admin lies
 * @param shop_url the shop that answers /admin, /auth and /store
 */
export async function serveAdmin(directory: string, shop_url: string): Promise<AdminServer> {
  const server = createServer((incoming, answer) => {
    const { pathname } = new URL(incoming.url ?? "/", shop_url)
    if (pathname === "/app" || pathname.startsWith("/app/")) {
      serveFile(directory, pathname.slice(4), answer)
    } else {
      passOn(shop_url, incoming, answer)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { base_url: `http://127.0.0.1:${port}`, stop: () => stop(server) }
}

/** A file of the build; every other address of the Admin is its one page. */
function serveFile(directory: string, name: string, answer: ServerResponse): void {
  const wanted = path.join(directory, path.normalize(decodeURIComponent(name)))
  const isFile = wanted.startsWith(directory) && existsSync(wanted) && statSync(wanted).isFile()
  const file = isFile ? wanted : path.join(directory, "index.html")
  answer.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream")
  answer.setHeader("cache-control", isFile ? "max-age=31536000, immutable" : "no-cache")
  createReadStream(file).pipe(answer)
}

function passOn(shop_url: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url = "/" } = incoming
  const outgoing = request(new URL(url, shop_url), { method, headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(answer)
  })
  outgoing.on("error", () => answer.headersSent || answer.writeHead(502).end())
  // A page that goes away takes its requests along.
  answer.on("close", () => outgoing.destroy())
  incoming.pipe(outgoing)
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
