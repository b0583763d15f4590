// Reads the form-encoded parameters of Stripe's API: `metadata[session_id]=…`, `expand[0]=…`.

/** A parameter: text, a list or a group. */
export type Param = string | Param[] | Params
export interface Params {
  [name: string]: Param | undefined
}

/** The parameters of a body or of a query string. Groups of whole numbers only are lists, as Stripe reads them. */
export function readForm(text: string): Params {
  const root: Params = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const path = key.split(/\[|\]\[|\]/).filter((part, index) => index === 0 || part !== "")
    // `expand[]=a&expand[]=b` counts by itself.
    if (key.endsWith("[]")) {
      path.push(String(Object.keys((groupAt(root, path) as Params | undefined) ?? {}).length))
    }
    put(root, path, value)
  }
  return asLists(root) as Params
}

function groupAt(root: Params, path: string[]): Param | undefined {
  return path.reduce((group: Param | undefined, name) => (group as Params | undefined)?.[name], root)
}

function put(root: Params, path: string[], value: string): void {
  const last = path.at(-1) ?? ""
  let group = root
  for (const name of path.slice(0, -1)) {
    group = (group[name] ??= {}) as Params
  }
  group[last] = value
}

function asLists(param: Param | undefined): Param | undefined {
  if (typeof param !== "object" || Array.isArray(param)) {
    return param
  }
  const entries = Object.entries(param).map(([name, value]) => [name, asLists(value)] as const)
  return entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))
    ? entries.map(([, value]) => value as Param)
    : Object.fromEntries<Param | undefined>(entries)
}

/** `"true"` and `"false"` as booleans; undefined where nothing was sent. */
export const flag = (param: Param | undefined): boolean | undefined =>
  param === undefined || param === "" ? undefined : param === "true"

/** A text, or null where nothing or nothing but an empty text was sent (Stripe's way to unset). */
export const text = (param: Param | undefined): string | null =>
  typeof param === "string" && param !== "" ? param : null

/** A group, empty where nothing was sent. */
export const group = (param: Param | undefined): Params =>
  typeof param === "object" && !Array.isArray(param) ? param : {}

/** Texts of a list. */
export const list = (param: Param | undefined): string[] =>
  Array.isArray(param) ? param.filter((one): one is string => typeof one === "string") : []
