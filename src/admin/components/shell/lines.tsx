// Short texts below each other.
export function Lines({ lines }: { lines: string[] }) {
  return (
    <ul className="flex flex-col gap-y-1">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
