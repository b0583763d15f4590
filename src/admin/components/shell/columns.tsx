// A page of a main column and a narrower side column, below each other on small screens.
import type { ReactNode } from "react"

export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className="flex w-full flex-col gap-3 xl:flex-row xl:items-start">
      <div className="flex w-full min-w-0 flex-col gap-y-3">{main}</div>
      <div className="flex w-full shrink-0 flex-col gap-y-3 xl:max-w-[360px]">{side}</div>
    </div>
  )
}
