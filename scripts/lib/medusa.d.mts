// Types of the server's start for the tests that need a second server process.
export interface ServerProcess {
  pid: number | undefined
  exited: Promise<{ code: number | null; signal: string | null }>
  stop(): Promise<void>
}
export interface ServerOptions {
  env: Record<string, string | undefined>
  log: string
  cwd: string
  port: number
}
export function medusaEnvironment(more?: Record<string, string>): Record<string, string | undefined>
export function startMedusa(options: ServerOptions): Promise<ServerProcess>
