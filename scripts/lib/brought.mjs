// What an app has because of one of its packages and of nobody else, by npm's lock file: that is what the package costs.

const TOP = ""
const FOLDER = "node_modules/"

/** Where `name` is found from the package that lies at `from`, as Node.js looks for it. */
function placeOf(packages, from, name) {
  for (let folder = from; ;) {
    const place = `${folder === TOP ? "" : `${folder}/`}${FOLDER}${name}`
    if (place in packages) {
      return place
    }
    if (folder === TOP) {
      return null
    }
    folder = folder.includes(`/${FOLDER}`) ? folder.slice(0, folder.lastIndexOf(`/${FOLDER}`)) : TOP
  }
}

/** The packages that these lead to, themselves included. */
function reach(packages, starts, kinds) {
  const found = new Set(starts)
  for (const place of found) {
    const names = kinds.flatMap((kind) => Object.keys(packages[place][kind] ?? {}))
    for (const name of names) {
      const next = placeOf(packages, place, name)
      if (next !== null) {
        found.add(next)
      }
    }
  }
  return found
}

/**
 * The places in node_modules of `name` and of what it depends on, without what the app's other packages lead to as well. Their peers
 * count as theirs: npm adds peers that an app lacks with any package that is added next, whoever's they are.
 *
 * @param {{ packages: Record<string, Record<string, Record<string, string>>> }} lock package-lock.json
 */
export function broughtBy({ packages }, name) {
  const app = packages[TOP]
  const others = Object.keys({ ...app.dependencies, ...app.devDependencies }).filter((one) => one !== name)
  const starts = (names) => names.map((one) => placeOf(packages, TOP, one)).filter((place) => place !== null)
  const theirs = reach(packages, starts(others), ["dependencies", "optionalDependencies", "peerDependencies"])
  const ours = reach(packages, starts([name]), ["dependencies", "optionalDependencies"])
  return [...ours].filter((place) => !theirs.has(place)).sort()
}
