// Finding a TCP port that nobody listens on.
import net from "node:net"

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once("error", (error) => resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Whether `port` is free on loopback, on IPv4 and (where there is one) IPv6. */
export async function isFree(port) {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"))
}

/** The first free port from `first` on; looks at 200 of them. */
export async function freePort(first) {
  for (let port = first; port < first + 200 && port < 65536; port += 1) {
    if (await isFree(port)) {
      return port
    }
  }
  throw new Error(`No free port between ${first} and ${first + 199}.`)
}
