// Types of our child processes, for the tests that start one.
export interface ChildProcess {
  pid: number | undefined
  exited: Promise<{ code: number | null; signal: string | null }>
  stop(): Promise<void>
}
export function sleep(ms: number): Promise<void>
export function start(command: string, args: string[], options?: { log?: string; cwd?: string }): ChildProcess
