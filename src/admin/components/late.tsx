// Pages and widgets whose code is fetched when they are first shown: the rest of the Admin is not slowed down by them.
import { lazy, Suspense, type ComponentType, type ReactNode } from "react"

/** A component that `load` fetches on first sight; `meanwhile` stands in its place until then. */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ReactNode = null,
): ComponentType<Props> {
  const Shown = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>
  return function Late(props: Props) {
    return (
      <Suspense fallback={meanwhile}>
        <Shown {...props} />
      </Suspense>
    )
  }
}
